package io.clickway.edge.visit;

import io.clickway.edge.click.ClickAssembler;
import io.clickway.edge.route.LiveLinks;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Puts the click route in front of all others: a click passes no handler it doesn't need. */
@ApplicationScoped
public class ClickRoutes {

    private static final int BEFORE_ALL_OTHERS = -100_000;

    void install(
            @Observes Router router,
            LiveLinks links,
            ClickAssembler assembler,
            Sources sources,
            Answers answers,
            VisitCounts counts) {
        var route = new ClickRoute(links, assembler, sources, answers, counts, System::currentTimeMillis);
        router.route().order(BEFORE_ALL_OTHERS).handler(route);
    }
}
