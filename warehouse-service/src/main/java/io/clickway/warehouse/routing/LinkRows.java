package io.clickway.warehouse.routing;

import io.clickway.links.proto.LinkRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of {@code links}, or of its older revisions, as the record that edges read. */
public final class LinkRows {

    private LinkRows() {}

    /** Columns by name, {@code revision} being the link's version, and {@code workspace_id} the link's. */
    public static LinkRecord record(ResultSet row) throws SQLException {
        return LinkRecord.newBuilder()
                .setLinkId(row.getInt("link_id"))
                .setWorkspaceId(row.getInt("workspace_id"))
                .setCampaignId(row.getInt("campaign_id"))
                .setDomain(row.getString("domain"))
                .setSlug(row.getString("slug"))
                .setUrl(orEmpty(row.getString("url")))
                .setRevision(row.getInt("revision"))
                .setStartsAtMs(millisOrZero(row, "starts_at"))
                .setExpiresAtMs(millisOrZero(row, "expires_at"))
                .setFallbackUrl(orEmpty(row.getString("fallback_url")))
                .setPassesQuery(row.getBoolean("passes_query"))
                .build();
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }

    private static long millisOrZero(ResultSet row, String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? 0 : time.toInstant().toEpochMilli();
    }
}
