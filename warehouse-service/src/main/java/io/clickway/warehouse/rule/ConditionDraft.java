package io.clickway.warehouse.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A condition as callers write it: holds when one of the values does or, with {@code not}, when none does. {@code match} and
 * {@code name} are for parameters, {@code zone} is for time and date.
 */
@Schema(examples = "{\"field\":\"country\",\"values\":[\"DE\",\"AT\"],\"not\":false}")
@JsonInclude(JsonInclude.Include.NON_NULL)
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record ConditionDraft(
        @NotNull(message = "is missing") @Nullable String field,
        @Nullable String name,
        @Nullable String match,
        @Nullable List<@NotNull(message = "is missing") String> values,
        @Nullable Boolean not,
        @Nullable String zone) {}
