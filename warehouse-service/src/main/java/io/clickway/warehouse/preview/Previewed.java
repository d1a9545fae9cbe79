package io.clickway.warehouse.preview;

import io.clickway.geo.Place;
import io.clickway.warehouse.decision.ToldDecision;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of the example. {@code config_version} is null for a draft; {@code location} is null when there is nowhere
 * to send the visitor; {@code has_unresolved_macros} tells that one had no value.
 */
public record Previewed(
        @Nullable Long configVersion,
        String clickId,
        String verdict,
        List<String> reasons,
        Agent agent,
        Place place,
        String language,
        String referrerHost,
        ToldDecision decision,
        @Nullable String location,
        boolean hasUnresolvedMacros,
        List<String> notes) {

    public Previewed {
        reasons = List.copyOf(reasons);
        notes = List.copyOf(notes);
    }

    /** What the User-Agent says. */
    public record Agent(String device, String os, String osVersion, String browser, String browserVersion) {}
}
