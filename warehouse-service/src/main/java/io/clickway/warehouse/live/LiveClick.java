package io.clickway.warehouse.live;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.clickway.warehouse.report.Dimension;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A click as a listener sees it.
 *
 * @param clickId the UUID
 * @param dimensions its values under the names of a report's dimensions; empty texts for what is not known
 */
public record LiveClick(
        String id,
        String clickId,
        String occurredAt,
        Map<String, String> dimensions,
        @Nullable BigDecimal cost,
        @JsonIgnore int workspaceId) {

    public LiveClick {
        dimensions = Map.copyOf(dimensions);
    }

    /** For a filter. */
    String value(Dimension dimension) {
        return dimensions.getOrDefault(dimension.text(), "");
    }
}
