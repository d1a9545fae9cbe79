package io.clickway.warehouse.rule;

import io.clickway.rule.Limits;
import io.clickway.warehouse.destination.DestinationDraft;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says about a rule. {@code campaign} is a campaign's slug and never changes; left out, {@code position} puts it
 * behind the others, and it is enabled, neither forced nor sticky.
 */
@Schema(
        examples = "{\"campaign\":\"spring\",\"name\":\"Phones in Germany and Austria\",\"conditions\":["
                + "{\"field\":\"country\",\"values\":[\"DE\",\"AT\"]},{\"field\":\"device\",\"values\":[\"mobile\"]}],"
                + "\"destinations\":[{\"offer\":\"shoes\",\"weight\":70},{\"lander\":\"story\",\"weight\":30}]}")
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record RuleDraft(
        @NotNull(message = "is missing") @Nullable String campaign,

        @NotNull(message = "is missing")
        @Pattern(regexp = "(?s)(?=.*\\S).{1,200}", message = "must have 1 to 200 characters, not only blanks")
        @Nullable
        String name,

        @Min(value = 0, message = "must be from 0 to 1,000,000")
        @Max(value = 1_000_000, message = "must be from 0 to 1,000,000")
        @Nullable
        Integer position,

        @Nullable Boolean isForced,
        @Nullable Boolean isEnabled,
        @Nullable Boolean isSticky,

        @Size(max = Limits.CONDITIONS, message = "must be at most 32; split the rule") @Nullable
        List<@Valid @NotNull(message = "is missing") ConditionDraft> conditions,

        @NotNull(message = "are missing; say where the rule sends visitors")
        @Size(min = 1, max = DestinationDraft.MAX, message = "must be 1 to 100")
        @Nullable
        List<@Valid @NotNull(message = "is missing") DestinationDraft> destinations) {

    List<ConditionDraft> conditionsOrNone() {
        return conditions == null ? List.of() : conditions;
    }
}
