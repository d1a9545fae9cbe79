package io.clickway.warehouse.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickway.condition.Condition;
import io.clickway.condition.ConditionWords;
import io.clickway.condition.InvalidConditionException;
import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.Match;
import io.clickway.warehouse.problem.FieldProblem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Conditions as callers write them, as they are stored, and as edges read them. */
public final class Conditions {

    private static final TypeReference<List<ConditionDraft>> LIST = new TypeReference<>() {};

    private Conditions() {}

    static List<ConditionDraft> parse(ObjectMapper json, String text) {
        try {
            return json.readValue(text, LIST);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("stored conditions can't be read", damaged);
        }
    }

    static String text(ObjectMapper json, List<ConditionDraft> conditions) {
        try {
            return json.writeValueAsString(conditions);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Stored conditions as edges read them. */
    public static List<ConditionRecord> records(ObjectMapper json, String text) {
        return parse(json, text).stream().map(Conditions::record).toList();
    }

    /** What is wrong with them, each by its place, e.g. {@code conditions[1].values[0]}. */
    static List<FieldProblem> errors(List<ConditionDraft> conditions) {
        var errors = new ArrayList<FieldProblem>();
        for (int i = 0; i < conditions.size(); i++) {
            error(conditions.get(i), "conditions[" + i + "]").ifPresent(errors::add);
        }
        return errors;
    }

    private static Optional<FieldProblem> error(ConditionDraft condition, String place) {
        if (field(condition.field()).isEmpty()) {
            return Optional.of(new FieldProblem(place + ".field", "is unknown; known are " + words(Field.values())));
        }
        if (match(condition.match()).isEmpty()) {
            return Optional.of(new FieldProblem(place + ".match", "is unknown; known are " + words(Match.values())));
        }
        var record = record(condition);
        return fault(record).map(whole -> {
            var values = record.getValuesList();
            for (int i = 0; i < values.size(); i++) {
                var alone = fault(withValue(record, values.get(i)));
                // What is wrong with the whole condition is told alike whatever the value is.
                if (alone.isPresent() && !alone.equals(fault(withValue(record, values.get(i) + "?")))) {
                    return new FieldProblem(place + ".values[" + i + "]", alone.get());
                }
            }
            return new FieldProblem(place, whole);
        });
    }

    private static ConditionRecord withValue(ConditionRecord record, String value) {
        return record.toBuilder().clearValues().addValues(value).build();
    }

    /** Goes on from the name of what it is about. */
    private static Optional<String> fault(ConditionRecord record) {
        try {
            Condition.parse(record);
            return Optional.empty();
        } catch (InvalidConditionException invalid) {
            var message = String.valueOf(invalid.getMessage());
            var field = ConditionWords.of(record.getField()) + " ";
            return Optional.of(message.startsWith(field) ? message.substring(field.length()) : message);
        }
    }

    private static ConditionRecord record(ConditionDraft condition) {
        return ConditionRecord.newBuilder()
                .setField(field(condition.field()).orElse(Field.FIELD_UNSPECIFIED))
                .setParameter(condition.name() == null ? "" : condition.name())
                .setMatch(match(condition.match()).orElse(Match.EQUALS))
                .addAllValues(condition.values() == null ? List.of() : condition.values())
                .setIsNegated(Boolean.TRUE.equals(condition.not()))
                .setZone(condition.zone() == null ? "" : condition.zone())
                .build();
    }

    private static Optional<Field> field(@Nullable String word) {
        return Arrays.stream(Field.values())
                .filter(Conditions::isWritten)
                .filter(field -> word(field).equals(word))
                .findFirst();
    }

    private static Optional<Match> match(@Nullable String word) {
        return Arrays.stream(Match.values())
                .filter(Conditions::isWritten)
                .filter(match -> word(match).equals(word == null ? word(Match.EQUALS) : word))
                .findFirst();
    }

    private static boolean isWritten(Enum<?> value) {
        return value != Field.FIELD_UNSPECIFIED && value != Field.UNRECOGNIZED && value != Match.UNRECOGNIZED;
    }

    private static String words(Enum<?>[] values) {
        return Arrays.stream(values)
                .filter(Conditions::isWritten)
                .map(Conditions::word)
                .collect(Collectors.joining(", "));
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
