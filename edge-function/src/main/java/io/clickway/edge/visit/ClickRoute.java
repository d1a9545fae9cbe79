package io.clickway.edge.visit;

import io.clickway.edge.click.ClickRequest;
import io.clickway.edge.click.ClickTarget;
import io.clickway.event.Signal;
import io.clickway.event.proto.Method;
import io.clickway.judge.Purpose;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lane of whatever is no plain click, such as a request with a body: the server's own parser has read it. What is a
 * click all the same goes the way of the others; the rest is refused or left to the pages.
 */
final class ClickRoute implements Handler<RoutingContext> {

    private static final CharSequence X_FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");
    private static final List<CharSequence> PURPOSES = List.of(
            HttpHeaders.createOptimized("Sec-Purpose"),
            HttpHeaders.createOptimized("Purpose"),
            HttpHeaders.createOptimized("X-Purpose"),
            HttpHeaders.createOptimized("X-Moz"));
    private static final CharSequence SEC_GPC = HttpHeaders.createOptimized("Sec-GPC");
    private static final CharSequence DNT = HttpHeaders.createOptimized("DNT");

    private final Desks desks;
    private final Answers answers;
    private final VisitCounts counts;
    private final Challenges challenges;

    ClickRoute(Desks desks, Answers answers, VisitCounts counts, Challenges challenges) {
        this.desks = desks;
        this.answers = answers;
        this.counts = counts;
        this.challenges = challenges;
    }

    @Override
    public void handle(RoutingContext context) {
        var request = context.request();
        EdgeServer.headIsRead(request.connection());
        if (!request.isEnded()) {
            request.endHandler(_ -> EdgeServer.headIsRead(request.connection()));
        }
        var target = ClickTarget.parse(request.uri());
        var method = methodOf(request.method());
        if (method == null || target.isPage() && method == Method.POST) {
            counts.refused.increment();
            answers.methodNotAllowed(request);
        } else if (request.headers().getAll(HttpHeaders.HOST).size() > 1
                || target.isPage() && Answers.hasLongBody(request)) {
            counts.refused.increment();
            answers.badRequest(request);
        } else if (target.isPage()) {
            Answers.dress(request.response());
            context.next();
        } else if (Challenges.isOne(target) && method != Method.POST) {
            challenges.answer(context, target);
        } else if (target.isReserved()) {
            answers.notFound(request);
        } else {
            desks.here().click(read(request, method, target), new ServerReply(request));
        }
    }

    /** Answers through the server. */
    private final class ServerReply implements Reply {

        private final HttpServerRequest request;

        ServerReply(HttpServerRequest request) {
            this.request = request;
        }

        @Override
        public void redirect(String location, @Nullable String cookie) {
            answers.redirect(request, location, cookie);
        }

        @Override
        public void notFound() {
            answers.notFound(request);
        }
    }

    private static ClickRequest read(HttpServerRequest request, Method method, ClickTarget target) {
        var headers = request.headers();
        return new ClickRequest(
                method,
                target,
                ClickRequest.hostOf(target, header(headers, HttpHeaders.HOST)),
                header(headers, HttpHeaders.USER_AGENT),
                header(headers, HttpHeaders.REFERER),
                header(headers, HttpHeaders.ACCEPT_LANGUAGE),
                purposeOf(headers),
                signalsOf(headers),
                String.join("; ", headers.getAll(HttpHeaders.COOKIE)),
                peerOf(request),
                headers.getAll(X_FORWARDED_FOR),
                false);
    }

    private static @Nullable Method methodOf(HttpMethod method) {
        if (method == HttpMethod.GET) {
            return Method.GET;
        }
        if (method == HttpMethod.HEAD) {
            return Method.HEAD;
        }
        return method == HttpMethod.POST ? Method.POST : null;
    }

    private static Purpose purposeOf(MultiMap headers) {
        var purpose = Purpose.VISIT;
        for (var name : PURPOSES) {
            purpose = purpose.or(Purpose.of(header(headers, name)));
        }
        return purpose;
    }

    private static int signalsOf(MultiMap headers) {
        return (header(headers, SEC_GPC).equals("1") ? Signal.GPC.bit() : 0)
                | (header(headers, DNT).equals("1") ? Signal.DNT.bit() : 0);
    }

    private static String peerOf(HttpServerRequest request) {
        var peer = request.remoteAddress();
        var address = peer == null ? null : peer.hostAddress();
        return address == null ? "" : address;
    }

    private static String header(MultiMap headers, CharSequence name) {
        var value = headers.get(name);
        return value == null ? "" : value;
    }
}
