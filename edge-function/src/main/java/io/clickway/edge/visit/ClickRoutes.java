package io.clickway.edge.visit;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Puts the click route in front of all others: a click passes no handler it doesn't need. */
@ApplicationScoped
public class ClickRoutes {

    private static final int BEFORE_ALL_OTHERS = -100_000;

    void install(@Observes Router router, Desks desks, Answers answers, VisitCounts counts, Challenges challenges) {
        router.route()
                .order(BEFORE_ALL_OTHERS)
                .handler(new ClickRoute(desks, answers, counts, challenges))
                .failureHandler(context -> refuse(context, answers, counts));
    }

    /** What the router itself refuses, such as a request without a readable Host, is the sender's fault and no log line. */
    private static void refuse(RoutingContext context, Answers answers, VisitCounts counts) {
        if (context.statusCode() >= 400 && context.statusCode() < 500) {
            counts.refused.increment();
            answers.badRequest(context.request());
        } else {
            context.next();
        }
    }
}
