package io.clickway.edge.visit;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

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

    private volatile boolean lastOnes;

    /** From now on each answer ends its connection, so that clients go elsewhere before this edge stops. */
    public void endConnections() {
        lastOnes = true;
    }

    void redirect(HttpServerRequest request, String location) {
        var response = begin(request, 302);
        response.putHeader(HttpHeaders.LOCATION, location).putHeader(REFERRER_POLICY, NO_REFERRER);
        end(request, response, "");
    }

    void notFound(HttpServerRequest request) {
        end(request, begin(request, 404), "no such link\n");
    }

    void badRequest(HttpServerRequest request) {
        end(request, begin(request, 400), "bad request\n");
    }

    void methodNotAllowed(HttpServerRequest request) {
        var response = begin(request, 405);
        response.putHeader(HttpHeaders.ALLOW, METHODS);
        end(request, response, "method not allowed\n");
    }

    private static HttpServerResponse begin(HttpServerRequest request, int status) {
        return request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE)
                .putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF);
    }

    /** A body that comes along is dropped as it arrives; one that is long or endless ends the connection. */
    private void end(HttpServerRequest request, HttpServerResponse response, String text) {
        if (response.closed() || response.ended()) {
            return;
        }
        if (!text.isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, TEXT);
        }
        boolean closes = hasLongBody(request);
        if (closes || lastOnes && request.version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, CLOSE);
        }
        request.resume();
        var sent = text.isEmpty() ? response.end() : response.end(text);
        if (closes) {
            sent.onComplete(_ -> request.connection().close());
        }
    }

    private static boolean hasLongBody(HttpServerRequest request) {
        if (request.isEnded()) {
            return false;
        }
        var headers = request.headers();
        var length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return headers.contains(HttpHeaders.TRANSFER_ENCODING);
        }
        return length.length() > 9 || Long.parseLong(length.strip()) > MAX_BODY_BYTES;
    }
}
