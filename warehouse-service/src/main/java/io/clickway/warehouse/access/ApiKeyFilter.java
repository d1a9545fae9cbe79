package io.clickway.warehouse.access;

import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets nothing under {@code /api} through without a known key; the page and the OpenAPI text need none. */
class ApiKeyFilter {

    static final String HOW = "Send the header Authorization: Bearer <API key>.";
    private static final String SCHEME = "bearer ";

    private final ApiKeys keys;
    private final Caller caller;

    ApiKeyFilter(ApiKeys keys, Caller caller) {
        this.keys = keys;
        this.caller = caller;
    }

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        var path = request.getUriInfo().getPath();
        if (!path.equals("/api") && !path.startsWith("/api/")) {
            return;
        }
        var header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw ProblemException.of(ProblemCode.UNAUTHORIZED, HOW);
        }
        caller.become(keys.find(header.substring(SCHEME.length()).strip())
                .orElseThrow(() -> ProblemException.of(ProblemCode.UNAUTHORIZED, "The API key is not known.")));
    }
}
