package io.clickway.warehouse.books;

import io.clickway.warehouse.problem.ProblemException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Which of the things that nobody has settled are tried again or discarded, in the order of their ids. At least one of
 * {@code cause}, {@code region}, {@code since} must be given, or {@code all} be true. {@code after} is where the sweep
 * before ended; {@code limit} from 1 to 1,000, else 200. {@code reason} is needed to discard.
 */
@Schema(examples = "{\"cause\":\"unknown-kind\",\"region\":\"eu\"}")
public record SweepDraft(
        @Nullable String cause,
        @Nullable String region,
        @Nullable String since,
        boolean all,
        @Min(value = 0, message = "must not be negative") long after,

        @Min(value = 1, message = "must be a number from 1 to 1000")
        @Max(value = 1_000, message = "must be a number from 1 to 1000")
        @Nullable
        Integer limit,

        boolean waiveAge,

        @Size(max = 500, message = "must have at most 500 characters") @Nullable
        String reason) {

    private static final int DEFAULT_LIMIT = 200;

    int limitOrDefault() {
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    /** Refuses with 400 what would sweep everything unless that is said. */
    QuarantineFilter filter() {
        if (!all && cause == null && region == null && since == null) {
            throw ProblemException.invalid("cause", "or region or since must be given, or all be true");
        }
        return QuarantineFilter.of(region, cause, "kept", since);
    }

    String reasonToDiscard() {
        return Optional.ofNullable(reason)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> ProblemException.invalid("reason", "is missing"));
    }

    /** What doesn't go with trying again. */
    void requireNoReason() {
        if (reason != null) {
            throw ProblemException.invalid("reason", "is for discarding only");
        }
    }
}
