package io.clickway.warehouse.problem;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/** An RFC 9457 problem; {@code type} is {@code urn:clickway:problem:} and the code, {@code errors} may be empty. */
@JsonPropertyOrder({"type", "title", "status", "detail", "errors"})
public record Problem(String type, String title, int status, String detail, List<FieldProblem> errors) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        errors = List.copyOf(errors);
    }

    static Problem of(ProblemCode code, String detail, List<FieldProblem> errors) {
        return new Problem("urn:clickway:problem:" + code.text(), code.title(), code.status(), detail, errors);
    }
}
