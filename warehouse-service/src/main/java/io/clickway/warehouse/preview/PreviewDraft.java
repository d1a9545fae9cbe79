package io.clickway.warehouse.preview;

import io.clickway.event.proto.Method;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * An example of a request. All of it may be left out: without {@code link} only the campaign's rules and destinations decide;
 * {@code url} is a whole tracking URL, {@code query} only what stands behind its {@code ?}; a place that is said goes before the
 * one of {@code ip}. {@code draft} decides by what is stored now instead of what is published.
 */
@Schema(
        examples =
                "{\"link\":\"hello\",\"query\":\"utm_source=newsletter&sub1=a\",\"user_agent\":\"Mozilla/5.0 (iPhone; "
                        + "CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 "
                        + "Safari/604.1\",\"country\":\"DE\",\"at\":\"2026-11-23T09:30:00Z\",\"draft\":true}")
public record PreviewDraft(
        @Nullable String link,

        @Size(max = 8192, message = "must have at most 8192 characters") @Nullable
        String url,

        @Size(max = 8192, message = "must have at most 8192 characters") @Nullable
        String query,

        @Size(max = 100, message = "must be at most 100") @Nullable
        Map<String, String> headers,

        @Nullable String userAgent,
        @Nullable String referrer,
        @Nullable String acceptLanguage,
        @Nullable String ip,

        @Pattern(regexp = "[A-Za-z]{2}", message = "must be two letters, such as DE") @Nullable
        String country,

        @Pattern(regexp = "AF|AN|AS|EU|NA|OC|SA", message = "must be one of AF, AN, AS, EU, NA, OC, SA") @Nullable
        String continent,

        @Pattern(regexp = "[A-Z0-9]{1,3}", message = "must be the part of ISO 3166-2 behind the country, such as BY")
        @Nullable
        String subdivision,

        @Size(max = 64, message = "must have at most 64 characters") @Nullable
        String city,

        @Min(value = 1, message = "must be from 1 to 2147483647")
        @Max(value = Integer.MAX_VALUE, message = "must be from 1 to 2147483647")
        @Nullable
        Long asn,

        @Pattern(regexp = "GET|HEAD|POST", message = "must be GET, HEAD or POST") @Nullable
        String method,

        @Nullable Instant at,

        @Pattern(regexp = "[0-9a-f]{16}", message = "must be 16 hex digits") @Nullable
        String visitor,

        @Nullable Boolean draft) {

    boolean isDraft() {
        return Boolean.TRUE.equals(draft);
    }

    Method methodOrGet() {
        return method == null ? Method.GET : Method.valueOf(method);
    }

    /** From its own field, or else from the headers, whose names know no case. */
    String header(@Nullable String given, String... names) {
        if (given != null) {
            return given;
        }
        if (headers != null) {
            for (var name : names) {
                for (var header : headers.entrySet()) {
                    if (header.getKey().equalsIgnoreCase(name) && header.getValue() != null) {
                        return header.getValue();
                    }
                }
            }
        }
        return "";
    }
}
