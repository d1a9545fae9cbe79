package io.clickway.warehouse.report;

import io.clickway.warehouse.problem.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From (included) to (excluded); an end that is empty is open. */
record TimeRange(Optional<Instant> from, Optional<Instant> to) {

    /** What Postgres and clicks both know; a click id reaches no further. */
    private static final Instant LEAST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant MOST = Instant.parse("9999-12-31T00:00:00Z");

    static TimeRange parse(@Nullable String from, @Nullable String to, ZoneId zone) {
        var range = new TimeRange(moment("from", from, zone), moment("to", to, zone));
        if (range.from.isPresent() && range.to.isPresent() && range.to.get().isBefore(range.from.get())) {
            throw ProblemException.invalid("to", "must not be before from");
        }
        return range;
    }

    boolean isClosed() {
        return from.isPresent() && to.isPresent();
    }

    private static Optional<Instant> moment(String field, @Nullable String text, ZoneId zone) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            // In a query string an unescaped + arrives as a space.
            var moment = read(text.strip().replace(' ', '+'), zone);
            if (!moment.isBefore(LEAST) && moment.isBefore(MOST)) {
                return Optional.of(moment);
            }
        } catch (DateTimeException unreadable) {
            // refused below, like a moment out of range
        }
        throw ProblemException.invalid(
                field,
                "must be a time such as 2026-11-22T10:00:00Z or 2026-11-22T10:00:00+05:45,"
                        + " or in the asked zone 2026-11-22T10:00 or 2026-11-22, from 1970 to 9998");
    }

    private static Instant read(String text, ZoneId zone) {
        int time = text.indexOf('T');
        if (time < 0) {
            return LocalDate.parse(text).atStartOfDay(zone).toInstant();
        }
        boolean hasOffset = text.endsWith("Z") || text.indexOf('+', time) > 0 || text.indexOf('-', time) > 0;
        return hasOffset
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).atZone(zone).toInstant();
    }
}
