package io.clickway.warehouse.books;

import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.quarantine.QuarantineCause;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which things in quarantine are meant; {@code since} is when they came first. */
record QuarantineFilter(
        Optional<String> region, Optional<String> cause, Optional<String> state, Optional<Instant> since) {

    private static final List<String> STATES = List.of("kept", "healed", "retried", "discarded");
    private static final List<String> CAUSES =
            Arrays.stream(QuarantineCause.values()).map(QuarantineCause::code).toList();

    /** Refuses with 400 what can be no filter, and says what there is. */
    static QuarantineFilter of(
            @Nullable String region, @Nullable String cause, @Nullable String state, @Nullable String since) {
        return new QuarantineFilter(
                Optional.ofNullable(region),
                oneOf("cause", cause, CAUSES),
                oneOf("state", state, STATES),
                since == null ? Optional.empty() : Optional.of(moment(since)));
    }

    private static Optional<String> oneOf(String field, @Nullable String value, List<String> known) {
        if (value != null && !known.contains(value)) {
            throw ProblemException.invalid(field, "has no '" + value + "'; possible are " + String.join(", ", known));
        }
        return Optional.ofNullable(value);
    }

    private static Instant moment(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException unreadable) {
            throw ProblemException.invalid("since", "must be a time such as 2026-11-22T10:00:00Z");
        }
    }
}
