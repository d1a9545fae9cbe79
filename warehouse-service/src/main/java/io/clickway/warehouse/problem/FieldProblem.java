package io.clickway.warehouse.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one field, query parameter or header; {@code message} goes on from the field's name. In an import
 * {@code line} counts from 1.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FieldProblem(
        String field, String message, @Nullable Integer line) {

    public FieldProblem(String field, String message) {
        this(field, message, null);
    }

    public FieldProblem inLine(int number) {
        return new FieldProblem(field, message, number);
    }

    String sentence() {
        return (line == null ? "" : "line " + line + ": ") + field + " " + message;
    }
}
