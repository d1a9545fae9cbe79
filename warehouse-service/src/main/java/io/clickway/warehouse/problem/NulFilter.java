package io.clickway.warehouse.problem;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Arrays;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** No path and no parameter of the API holds NUL, which Postgres can't even compare with. */
final class NulFilter {

    private static final String NUL = "%00";

    @ServerRequestFilter(preMatching = true)
    void refuse(ContainerRequestContext request) {
        var uri = request.getUriInfo().getRequestUri();
        if (String.valueOf(uri.getRawPath()).contains(NUL)) {
            throw ProblemException.of(ProblemCode.NOT_FOUND, "There is nothing at this path; no name holds NUL.");
        }
        var query = uri.getRawQuery();
        if (query != null && query.contains(NUL)) {
            throw ProblemException.of(
                    ProblemCode.INVALID, List.of(new FieldProblem(nameOf(query), "must not hold NUL (%00)")));
        }
    }

    private static String nameOf(String query) {
        return Arrays.stream(query.split("&"))
                .filter(parameter -> parameter.contains(NUL))
                .map(parameter -> parameter.split("=", 2)[0])
                .filter(name -> !name.contains(NUL))
                .findFirst()
                .orElse("query");
    }
}
