package io.clickway.warehouse.lookup;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.clickway.warehouse.decision.Replay;
import io.clickway.warehouse.decision.ToldDecision;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A click, whole. {@code id} has 26 letters, {@code clickId} is the same as a UUID; codes are words; {@code subs} holds
 * those of sub1 to sub10 that were given. {@code decision} is null when the edge told none; {@code replay} is the same decision made
 * again from what is stored.
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
        String osVersion,
        String browser,
        String browserVersion,
        String continent,
        String country,
        String subdivision,
        String city,
        @Nullable Long asn,
        Client client,
        String visitor,
        List<String> signals,
        @Nullable Numbered trafficSource,
        String verdict,
        List<String> reasons,
        int judgeVersion,
        List<String> flags,
        SequencedMap<String, String> subs,
        @JsonRawValue String parameters,
        @Nullable BigDecimal cost,
        @Nullable String currency,
        @Nullable ToldDecision decision,
        Replay replay,
        Ingest ingest) {

    /**
     * The visitor's address: cut, and to an operator the full one while it is kept; {@code note} says why there is none.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Client(
            @Nullable String network,
            @Nullable String address,
            @Nullable String note) {}

    /** A link, campaign or traffic source: its number, and its slug or empty. */
    public record Numbered(int id, String slug) {}

    /** How it came here: the source (16 hex digits), its place there, and who recorded it. */
    public record Ingest(String region, String edge, String source, long seq) {}
}
