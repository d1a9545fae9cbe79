package io.clickway.edge.visit;

import io.clickway.edge.click.Circumstances;
import io.clickway.edge.click.ClickAssembler;
import io.clickway.edge.click.ClickRequest;
import io.clickway.edge.click.ClickTarget;
import io.clickway.edge.route.Link;
import io.clickway.edge.route.LinkTable;
import io.clickway.edge.route.LiveLinks;
import io.clickway.edge.source.Keeping;
import io.clickway.event.proto.Method;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers a click on the event loop it came in on: link, event, commit, redirect. Everything on the way is memory but for
 * the commit, whose answer sends the response.
 */
final class ClickRoute implements Handler<RoutingContext> {

    private static final CharSequence X_FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");
    private static final CharSequence SEC_PURPOSE = HttpHeaders.createOptimized("Sec-Purpose");
    private static final CharSequence PURPOSE = HttpHeaders.createOptimized("Purpose");
    private static final CharSequence X_MOZ = HttpHeaders.createOptimized("X-Moz");

    /** Answered by {@link Pages}. */
    private static final Set<String> PAGES = Set.of("", "robots.txt", "favicon.ico");

    private final LiveLinks links;
    private final ClickAssembler assembler;
    private final Sources sources;
    private final Answers answers;
    private final VisitCounts counts;
    private final LongSupplier clock;

    /** @param clock milliseconds since the epoch */
    ClickRoute(
            LiveLinks links,
            ClickAssembler assembler,
            Sources sources,
            Answers answers,
            VisitCounts counts,
            LongSupplier clock) {
        this.links = links;
        this.assembler = assembler;
        this.sources = sources;
        this.answers = answers;
        this.counts = counts;
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext context) {
        var request = context.request();
        var target = ClickTarget.parse(request.uri());
        if (PAGES.contains(target.slug())) {
            context.next();
            return;
        }
        var method = methodOf(request.method());
        if (method == null) {
            counts.refused.increment();
            answers.methodNotAllowed(request);
        } else if (request.headers().getAll(HttpHeaders.HOST).size() > 1) {
            counts.refused.increment();
            answers.badRequest(request);
        } else if (target.isReserved()) {
            answers.notFound(request);
        } else {
            click(request, method, target);
        }
    }

    private void click(HttpServerRequest request, Method method, ClickTarget target) {
        var host = ClickRequest.hostOf(target, header(request.headers(), HttpHeaders.HOST));
        LinkTable table = links.table();
        var link = table.find(host, target.slug());
        if (link == null) {
            counts.unknownSlug.increment();
            answers.notFound(request);
        } else {
            keep(request, read(request, method, target, host), link, table.version());
        }
    }

    private void keep(HttpServerRequest request, ClickRequest click, Link link, long configVersion) {
        var source = sources.here().source();
        var circumstances = new Circumstances(source.nextId(), clock.getAsLong(), configVersion, source.isOverloaded());
        var redirect = assembler.assemble(click, link, circumstances);
        if (circumstances.isOverloaded()) {
            counts.shed.increment();
        }
        counts.accepted.increment();
        source.keep(redirect.event(), where -> {
            if (where == Keeping.UNRECORDED) {
                counts.unrecorded.increment();
            }
            answers.redirect(request, redirect.location());
        });
    }

    private static ClickRequest read(HttpServerRequest request, Method method, ClickTarget target, String host) {
        var headers = request.headers();
        return new ClickRequest(
                method,
                target,
                host,
                header(headers, HttpHeaders.USER_AGENT),
                header(headers, HttpHeaders.REFERER),
                header(headers, HttpHeaders.ACCEPT_LANGUAGE),
                isPrefetch(headers),
                peerOf(request),
                headers.getAll(X_FORWARDED_FOR));
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

    private static boolean isPrefetch(MultiMap headers) {
        for (var name : List.of(SEC_PURPOSE, PURPOSE, X_MOZ)) {
            var value = headers.get(name);
            if (value != null && value.regionMatches(true, 0, "prefetch", 0, 8)) {
                return true;
            }
        }
        return false;
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
