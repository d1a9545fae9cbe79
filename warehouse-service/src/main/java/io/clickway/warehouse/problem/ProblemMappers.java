package io.clickway.warehouse.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import jakarta.persistence.OptimisticLockException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.List;
import org.hibernate.JDBCException;
import org.hibernate.exception.ConstraintViolationException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns everything that is thrown under {@code /api} into a problem. */
final class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String CANCELLED = "57014";
    /** The class of errors that lie in a value, not in the database. */
    private static final String DATA_EXCEPTION = "22";

    @ServerExceptionMapper
    Response problem(ProblemException refusal) {
        return response(refusal.problem());
    }

    @ServerExceptionMapper
    Response json(MismatchedInputException unreadable) {
        return response(JsonProblems.of(unreadable).problem());
    }

    @ServerExceptionMapper
    Response json(JsonProcessingException unreadable) {
        return response(JsonProblems.of(unreadable).problem());
    }

    /** What a check before the write did not see because two requests raced. */
    @ServerExceptionMapper
    Response duplicate(ConstraintViolationException violation) {
        return switch (String.valueOf(violation.getConstraintName())) {
            case "links_domain_slug_key" -> response(duplicate("domain", "slug"));
            case "campaigns_slug_key",
                    "workspaces_slug_key",
                    "traffic_sources_slug_key",
                    "offers_slug_key",
                    "landers_slug_key" -> response(duplicate("slug"));
            case "domains_name_key" -> response(duplicate("name"));
            default -> any(violation);
        };
    }

    @ServerExceptionMapper
    Response database(SQLException failure) {
        var state = String.valueOf(failure.getSQLState());
        if (state.equals(UNIQUE_VIOLATION)) {
            return response(duplicate("slug"));
        }
        if (state.equals(CANCELLED)) {
            return response(Problem.of(
                    ProblemCode.UNAVAILABLE,
                    "The question took too long; narrow its range or ask for less.",
                    List.of()));
        }
        if (state.startsWith(DATA_EXCEPTION)) {
            return response(Problem.of(ProblemCode.REFUSED, "A value can't be stored or compared.", List.of()));
        }
        LOG.errorf(failure, "A request to the API failed in the database");
        return response(
                Problem.of(ProblemCode.UNAVAILABLE, "The database did not answer; try again in a moment.", List.of()));
    }

    @ServerExceptionMapper
    Response database(JDBCException failure) {
        return database(failure.getSQLException());
    }

    @ServerExceptionMapper
    Response stale(OptimisticLockException changed) {
        return response(Problem.of(
                ProblemCode.PRECONDITION_FAILED,
                "Another request changed it at the same time; read it again.",
                List.of()));
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException failure) {
        if (failure.getCause() instanceof JsonProcessingException unreadable) {
            return json(unreadable);
        }
        int status = failure.getResponse().getStatus();
        var code = switch (status) {
            case 401 -> ProblemCode.UNAUTHORIZED;
            case 403 -> ProblemCode.FORBIDDEN;
            case 404 -> ProblemCode.NOT_FOUND;
            case 405 -> ProblemCode.METHOD_NOT_ALLOWED;
            case 406 -> ProblemCode.NOT_ACCEPTABLE;
            case 413 -> ProblemCode.TOO_LARGE;
            case 415 -> ProblemCode.UNSUPPORTED_MEDIA_TYPE;
            case 503 -> ProblemCode.UNAVAILABLE;
            default -> status < 500 ? ProblemCode.REFUSED : ProblemCode.INTERNAL;
        };
        if (code == ProblemCode.INTERNAL) {
            return any(failure);
        }
        var answer = Response.fromResponse(response(Problem.of(code, detail(code), List.of())));
        var allow = failure.getResponse().getHeaderString(HttpHeaders.ALLOW);
        if (allow != null) {
            answer.header(HttpHeaders.ALLOW, allow);
        }
        return answer.build();
    }

    @ServerExceptionMapper
    Response any(Throwable failure) {
        LOG.errorf(failure, "A request to the API failed");
        return response(Problem.of(
                ProblemCode.INTERNAL, "The request could not be answered; the server's log says why.", List.of()));
    }

    private static String detail(ProblemCode code) {
        return switch (code) {
            case NOT_FOUND -> "There is nothing at this path; /api/openapi lists what there is.";
            case METHOD_NOT_ALLOWED -> "The path exists, but not with this method; /api/openapi lists what there is.";
            case NOT_ACCEPTABLE -> "The path answers with application/json; ask for that in Accept.";
            case UNSUPPORTED_MEDIA_TYPE -> "Send the body with Content-Type: application/json.";
            case TOO_LARGE -> "The body is larger than this path takes.";
            default -> code.title() + ".";
        };
    }

    private static Problem duplicate(String... fields) {
        return ProblemException.of(
                        ProblemCode.DUPLICATE,
                        List.of(fields).stream()
                                .map(field -> new FieldProblem(field, "is taken already"))
                                .toList())
                .problem();
    }

    static Response response(Problem problem) {
        var answer = Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(problem);
        if (problem.status() == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"clickway\"");
        }
        if (problem.status() == 429) {
            answer.header(HttpHeaders.RETRY_AFTER, "1");
        }
        return answer.build();
    }
}
