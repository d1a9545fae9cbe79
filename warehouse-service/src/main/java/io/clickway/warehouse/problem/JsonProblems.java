package io.clickway.warehouse.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.stream.Collectors;

/** Says in the words of the sender what Jackson could not read. */
public final class JsonProblems {

    private JsonProblems() {}

    public static ProblemException of(JsonProcessingException failure) {
        return switch (failure) {
            case UnrecognizedPropertyException unknown ->
                ProblemException.invalid(path(unknown), "is unknown; known are " + known(unknown));
            case InvalidFormatException format ->
                ProblemException.invalid(path(format), "has a value that does not fit");
            case MismatchedInputException mismatch ->
                path(mismatch).isEmpty()
                        ? ProblemException.of(
                                ProblemCode.MALFORMED_JSON,
                                "The body must be a JSON object with the fields of the documentation.")
                        : ProblemException.invalid(path(mismatch), "has the wrong JSON type");
            default -> ProblemException.of(ProblemCode.MALFORMED_JSON, malformed(failure));
        };
    }

    private static String malformed(JsonProcessingException failure) {
        var at = failure.getLocation();
        return at == null
                ? "The body is no valid JSON."
                : "The body is no valid JSON at line " + at.getLineNr() + ", column " + at.getColumnNr() + ".";
    }

    private static String known(UnrecognizedPropertyException unknown) {
        return unknown.getKnownPropertyIds().stream()
                .map(String::valueOf)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String path(JsonMappingException failure) {
        var path = new StringBuilder();
        for (var step : failure.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }
}
