package io.clickway.edge.visit;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** The responses to clicks. None repeats anything of the request but what the link's own template puts into Location. */
public final class Answers {

    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain; charset=utf-8");
    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");
    private static final CharSequence METHODS = HttpHeaders.createOptimized("GET, HEAD, POST");

    /** A longer body isn't read to its end for the sake of the connection. */
    private static final long MAX_BODY_BYTES = 64 * 1024;

    private static final ThreadLocal<HttpDate> DATE = ThreadLocal.withInitial(HttpDate::new);

    private volatile boolean lastOnes;

    /** From now on each answer ends its connection, so that clients go elsewhere before this edge stops. */
    public void endConnections() {
        lastOnes = true;
    }

    boolean isEnding() {
        return lastOnes;
    }

    void redirect(HttpServerRequest request, String location, @Nullable String cookie) {
        var response = begin(request, 302);
        if (cookie != null) {
            response.putHeader(HttpHeaders.SET_COOKIE, cookie);
        }
        response.putHeader(HttpHeaders.LOCATION, location);
        end(request, response, "");
    }

    void notFound(HttpServerRequest request) {
        end(request, begin(request, 404), "no such link\n");
    }

    /** @param text in ASCII */
    void text(HttpServerRequest request, String text) {
        end(request, begin(request, 200), text);
    }

    void busy(HttpServerRequest request) {
        end(request, begin(request, 503), "busy\n");
    }

    void badRequest(HttpServerRequest request) {
        end(request, begin(request, 400), "bad request\n");
    }

    void methodNotAllowed(HttpServerRequest request) {
        var response = begin(request, 405);
        response.putHeader(HttpHeaders.ALLOW, METHODS);
        end(request, response, "method not allowed\n");
    }

    /** To what the server's parser could not read; nobody knows where a next request would begin. */
    void unreadable(HttpServerRequest request) {
        var cause = request.decoderResult().cause();
        int status = cause instanceof TooLongHttpLineException
                ? 414
                : cause instanceof TooLongHttpHeaderException ? 431 : 400;
        endWith(request, begin(request, status), "bad request\n", true);
    }

    private static HttpServerResponse begin(HttpServerRequest request, int status) {
        return dress(request.response().setStatusCode(status));
    }

    /** Puts the headers that all answers have, pages' too. */
    static HttpServerResponse dress(HttpServerResponse response) {
        return response.putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
                .putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF)
                .putHeader(REFERRER_POLICY, NO_REFERRER)
                .putHeader(HttpHeaders.DATE, DATE.get().textAt(System.currentTimeMillis()));
    }

    /** A body that comes along is dropped as it arrives; one that is long or endless ends the connection. */
    private void end(HttpServerRequest request, HttpServerResponse response, String text) {
        endWith(request, response, text, hasLongBody(request));
    }

    private void endWith(HttpServerRequest request, HttpServerResponse response, String text, boolean closes) {
        if (response.closed() || response.ended()) {
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(text.length()));
        if (!text.isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, TEXT);
        }
        if (closes || lastOnes && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, CLOSE);
        }
        request.resume();
        var sent = text.isEmpty() ? response.end() : response.end(text);
        if (closes) {
            sent.onComplete(_ -> request.connection().close());
        }
    }

    /** Also true of any body in chunks: whoever stands between may have found another end of it (RFC 9112, 6.1). */
    static boolean hasLongBody(HttpServerRequest request) {
        var headers = request.headers();
        if (headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
            return true;
        }
        var length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length == null || request.isEnded()) {
            return false;
        }
        return length.length() > 9 || Long.parseLong(length.strip()) > MAX_BODY_BYTES;
    }
}
