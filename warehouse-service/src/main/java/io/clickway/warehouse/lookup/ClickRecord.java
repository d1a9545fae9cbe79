package io.clickway.warehouse.lookup;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A click, whole. {@code id} has 26 letters, {@code clickId} is the same as a UUID; codes are words; {@code subs} holds
 * those of sub1 to sub10 that were given.
 */
public record ClickRecord(
        String id,
        UUID clickId,
        String kind,
        Instant occurredAt,
        String workspace,
        Numbered link,
        Numbered campaign,
        int configVersion,
        String method,
        String host,
        String target,
        String destination,
        String referrer,
        String language,
        String userAgent,
        String device,
        String os,
        String browser,
        String country,
        @Nullable String network,
        String visitor,
        String verdict,
        List<String> reasons,
        int judgeVersion,
        List<String> flags,
        SequencedMap<String, String> subs,
        @JsonRawValue String parameters,
        @Nullable BigDecimal cost,
        @Nullable String currency,
        Ingest ingest) {

    /** A link or campaign: its number, and its slug or empty. */
    public record Numbered(int id, String slug) {}

    /** How it came here: the source (16 hex digits), its place there, and who recorded it. */
    public record Ingest(String region, String edge, String source, long seq) {}
}
