package io.clickway.edge.visit;

import io.clickway.edge.click.Circumstances;
import io.clickway.edge.click.ClickMaker;
import io.clickway.edge.click.ClickRequest;
import io.clickway.edge.route.LiveLinks;
import io.clickway.edge.source.Keeping;
import io.clickway.edge.source.Source;
import java.util.function.LongSupplier;

/**
 * What happens to a click, whichever lane it came by: link, event, commit, redirect. Everything on the way is memory but for
 * the commit, whose answer sends the reply. One per event loop, one thread.
 */
final class ClickDesk {

    private final LiveLinks links;
    private final ClickMaker maker;
    private final Source source;
    private final VisitCounts counts;
    private final LongSupplier clock;

    /** @param clock milliseconds since the epoch */
    ClickDesk(LiveLinks links, ClickMaker maker, Source source, VisitCounts counts, LongSupplier clock) {
        this.links = links;
        this.maker = maker;
        this.source = source;
        this.counts = counts;
        this.clock = clock;
    }

    void click(ClickRequest request, Reply reply) {
        var table = links.table();
        var link = table.find(request.host(), request.target().slug());
        if (link == null) {
            counts.unknownSlug.increment();
            reply.notFound();
            return;
        }
        var circumstances =
                new Circumstances(source.nextId(), clock.getAsLong(), table.version(), source.isOverloaded());
        var workspace = table.workspace(link.campaign().workspaceId());
        var redirect = maker.make(request, link, workspace, circumstances);
        if (circumstances.isOverloaded()) {
            counts.shed.increment();
        }
        counts.accepted.increment();
        var location = redirect.location();
        source.keep(redirect.event(), where -> {
            if (where == Keeping.UNRECORDED) {
                counts.unrecorded.increment();
            }
            if (location == null) {
                counts.nowhere.increment();
                reply.notFound();
            } else {
                reply.redirect(location, redirect.cookie());
            }
        });
    }

    boolean isIdle() {
        return source.isIdle();
    }
}
