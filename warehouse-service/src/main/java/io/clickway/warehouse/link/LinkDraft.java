package io.clickway.warehouse.link;

import io.clickway.warehouse.domain.Domain;
import io.clickway.warehouse.http.DestinationUrl;
import io.clickway.warehouse.http.Slug;
import io.clickway.warehouse.problem.FieldProblem;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says about a link: {@code campaign} is a campaign's slug, {@code domain} one of the workspace's domains
 * or {@code *}, which is taken when it is left out. Without {@code url} visitors go to the campaign's destinations; outside of
 * {@code starts_at} to {@code expires_at} they go to {@code fallback_url}.
 */
@Schema(examples = "{\"slug\":\"demo\",\"url\":\"https://example.com/?cid={click_id}\",\"campaign\":\"spring\"}")
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record LinkDraft(
        @NotNull(message = "is missing") @Pattern(regexp = Slug.PATTERN, message = Slug.MESSAGE) @NotReserved @Nullable
        String slug,

        @DestinationUrl @Nullable String url,

        @NotNull(message = "is missing") @Nullable String campaign,
        @Nullable String domain,
        @Nullable Instant startsAt,
        @Nullable Instant expiresAt,
        @DestinationUrl @Nullable String fallbackUrl,
        @Nullable Boolean passesQuery) {

    public LinkDraft {
        // As precise as they are published: a link that is read equals the one that was written.
        startsAt = startsAt == null ? null : startsAt.truncatedTo(ChronoUnit.MILLIS);
        expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** What is wrong with fields that fit each by itself. */
    Optional<FieldProblem> contradiction(boolean campaignHasDestinations) {
        if (url == null && !campaignHasDestinations) {
            return Optional.of(new FieldProblem("url", "is missing, and the campaign has no destinations of its own"));
        }
        for (var time : List.of(
                Map.entry("starts_at", Optional.ofNullable(startsAt)),
                Map.entry("expires_at", Optional.ofNullable(expiresAt)))) {
            if (time.getValue()
                    .filter(instant -> instant.isBefore(EARLIEST) || !instant.isBefore(LATEST))
                    .isPresent()) {
                return Optional.of(new FieldProblem(time.getKey(), "must lie in the years 2000 to 2199"));
            }
        }
        if (startsAt != null && expiresAt != null && !expiresAt.isAfter(startsAt)) {
            return Optional.of(new FieldProblem("expires_at", "must be after starts_at"));
        }
        return Optional.empty();
    }

    boolean passesQueryOrNot() {
        return Boolean.TRUE.equals(passesQuery);
    }

    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    String domainOrAny() {
        return domain == null || domain.isEmpty() ? Domain.ANY : domain;
    }
}
