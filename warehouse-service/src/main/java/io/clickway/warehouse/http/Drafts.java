package io.clickway.warehouse.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.JsonProblems;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks drafts, and changes one by an RFC 7396 merge patch. */
@ApplicationScoped
public class Drafts {

    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    private final ObjectMapper json;
    private final Validator validator;

    Drafts(ObjectMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    /** The draft itself, or a problem that names every field that is wrong. */
    public <D> D checked(@Nullable D draft) {
        if (draft == null) {
            throw ProblemException.of(ProblemCode.MALFORMED_JSON, "The body must be a JSON object.");
        }
        var errors = errors(draft);
        if (!errors.isEmpty()) {
            throw ProblemException.of(ProblemCode.INVALID, errors);
        }
        return draft;
    }

    public <D> List<FieldProblem> errors(D draft) {
        return validator.validate(draft).stream()
                .map(error -> new FieldProblem(place(error.getPropertyPath().toString()), error.getMessage()))
                .sorted(Comparator.comparing(FieldProblem::field))
                .toList();
    }

    /** As it stands in the JSON: {@code conditions[0].values[1]}, {@code visitor_days}. */
    private static String place(String path) {
        return CAPITAL.matcher(path.replace(".<list element>", ""))
                .replaceAll(capital -> "_" + capital.group().toLowerCase(Locale.ROOT));
    }

    /** The current draft with the fields of the patch, checked; null in the patch takes a field away. */
    public <D> D patched(D current, @Nullable JsonNode patch, Class<D> type) {
        if (!(patch instanceof ObjectNode changes)) {
            throw ProblemException.of(ProblemCode.MALFORMED_JSON, "The body must be a JSON object.");
        }
        ObjectNode merged = json.valueToTree(current);
        changes.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                merged.remove(field.getKey());
            } else {
                merged.set(field.getKey(), field.getValue());
            }
        });
        return checked(read(merged, type));
    }

    private <D> D read(JsonNode tree, Class<D> type) {
        try {
            return json.treeToValue(tree, type);
        } catch (JsonProcessingException unreadable) {
            throw JsonProblems.of(unreadable);
        }
    }
}
