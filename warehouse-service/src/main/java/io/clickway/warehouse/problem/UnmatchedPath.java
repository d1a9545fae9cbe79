package io.clickway.warehouse.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Answers paths under {@code /api} that no resource takes: the framework would pass them on to its own HTML page. */
@ApplicationScoped
class UnmatchedPath {

    /** Behind every other route. */
    private static final int LAST = Integer.MAX_VALUE - 1;

    private final ObjectMapper json;

    UnmatchedPath(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Router router) {
        router.route("/api/*").order(LAST).handler(this::answer);
        router.route("/api").order(LAST).handler(this::answer);
    }

    private void answer(RoutingContext request) {
        var problem = Problem.of(
                ProblemCode.NOT_FOUND, "There is nothing at this path; /api/openapi lists what there is.", List.of());
        try {
            request.response()
                    .setStatusCode(problem.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(json.writeValueAsString(problem));
        } catch (JsonProcessingException impossible) {
            request.fail(impossible);
        }
    }
}
