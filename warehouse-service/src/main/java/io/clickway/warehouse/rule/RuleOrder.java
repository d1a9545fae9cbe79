package io.clickway.warehouse.rule;

import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** All rules of a campaign by id, in the order in which they shall be asked; forced ones are asked first all the same. */
@Schema(examples = "{\"rules\":[3,1,2]}")
// Null until it is checked: that is what @NotNull refuses.
@SuppressWarnings("MultipleNullnessAnnotations")
public record RuleOrder(
        @NotNull(message = "are missing") @Nullable List<@NotNull(message = "is missing") Integer> rules) {

    /** Between two positions, so that a rule can be put between two others. */
    static final int STEP = 10;
}
