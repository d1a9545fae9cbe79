package io.clickway.warehouse.problem;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Answers what the router refuses before any resource sees it, such as a request without a readable Host header. */
@ApplicationScoped
class UnreadableRequest {

    private static final int BEFORE_ALL_OTHERS = -100_000;

    void install(@Observes Router router) {
        router.route().order(BEFORE_ALL_OTHERS).failureHandler(UnreadableRequest::answer);
    }

    private static void answer(RoutingContext context) {
        if (context.statusCode() != 400 || context.response().ended()) {
            context.next();
            return;
        }
        var code = ProblemCode.REFUSED;
        var problem = Problem.of(
                code, "The request can't be read; see that its Host header names one host.", java.util.List.of());
        context.response()
                .setStatusCode(400)
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .end(JsonObject.mapFrom(problem).encode());
    }
}
