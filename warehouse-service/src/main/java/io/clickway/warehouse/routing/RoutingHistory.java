package io.clickway.warehouse.routing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.LinkRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What campaigns and links said when clicks were decided. The caller owns connection and transaction. */
@ApplicationScoped
public class RoutingHistory {

    private static final String IN_FORCE = """
            select record
            from campaign_versions
            where campaign_id = ?
                and config_version <= ?
            order by config_version desc
            limit 1
            """;

    private static final String LINK_AT = """
            select link_id, workspace_id, campaign_id, domain, slug, url, version as revision,
                starts_at, expires_at, fallback_url, passes_query
            from links
            where link_id = ? and version = ?
            union all
            select r.link_id, l.workspace_id, r.campaign_id, r.domain, r.slug, r.url, r.revision,
                r.starts_at, r.expires_at, r.fallback_url, r.passes_query
            from link_revisions r
            join links l using (link_id)
            where r.link_id = ? and r.revision = ?
            limit 1
            """;

    private static final String LINK_NOW = """
            select link_id, workspace_id, campaign_id, domain, slug, url, version as revision,
                starts_at, expires_at, fallback_url, passes_query
            from links
            where link_id = ?
            """;

    /** The first revision that was replaced only later; or the newest one, if the link was there already. */
    private static final String LINK_PUBLISHED = """
            select r.link_id, l.workspace_id, r.campaign_id, r.domain, r.slug, r.url, r.revision,
                r.starts_at, r.expires_at, r.fallback_url, r.passes_query
            from link_revisions r
            join links l using (link_id)
            where r.link_id = ? and r.replaced_at > ? and l.created_at <= ?
            union all
            select link_id, workspace_id, campaign_id, domain, slug, url, version as revision,
                starts_at, expires_at, fallback_url, passes_query
            from links
            where link_id = ? and created_at <= ? and archived_at is null
            order by revision
            limit 1
            """;

    private static final String CURRENT = """
            select version, published_at
            from config_versions
            order by version desc
            limit 1
            """;

    private static final String NEWEST = """
            select distinct on (campaign_id) campaign_id, sha256(record)
            from campaign_versions
            order by campaign_id, config_version desc
            """;

    private static final String KEEP = """
            insert into campaign_versions (campaign_id, config_version, record)
            values (?, ?, ?)
            """;

    /** The campaign as it was published at this version of the configuration. */
    public Optional<CampaignRecord> campaignAt(Connection connection, int campaignId, long configVersion)
            throws SQLException {
        try (var select = connection.prepareStatement(IN_FORCE)) {
            select.setInt(1, campaignId);
            select.setLong(2, configVersion);
            try (var row = select.executeQuery()) {
                return row.next() ? Optional.of(CampaignRecord.parseFrom(row.getBytes(1))) : Optional.empty();
            }
        } catch (InvalidProtocolBufferException damaged) {
            throw new SQLException("campaign " + campaignId + " at version " + configVersion + " is damaged", damaged);
        }
    }

    /** The link as it was after this many changes. */
    public Optional<LinkRecord> linkAt(Connection connection, int linkId, int revision) throws SQLException {
        try (var select = connection.prepareStatement(LINK_AT)) {
            select.setInt(1, linkId);
            select.setInt(2, revision);
            select.setInt(3, linkId);
            select.setInt(4, revision);
            try (var row = select.executeQuery()) {
                return row.next() ? Optional.of(LinkRows.record(row)) : Optional.empty();
            }
        }
    }

    /** The link as it stands now, published or not. */
    public Optional<LinkRecord> linkNow(Connection connection, int linkId) throws SQLException {
        try (var select = connection.prepareStatement(LINK_NOW)) {
            select.setInt(1, linkId);
            try (var row = select.executeQuery()) {
                return row.next() ? Optional.of(LinkRows.record(row)) : Optional.empty();
            }
        }
    }

    /** The link as it stood when this was published; a change that raced with it may be taken for a later one. */
    public Optional<LinkRecord> linkPublished(Connection connection, int linkId, Instant publishedAt)
            throws SQLException {
        var at = publishedAt.atOffset(ZoneOffset.UTC);
        try (var select = connection.prepareStatement(LINK_PUBLISHED)) {
            select.setInt(1, linkId);
            select.setObject(2, at);
            select.setObject(3, at);
            select.setInt(4, linkId);
            select.setObject(5, at);
            try (var row = select.executeQuery()) {
                return row.next() ? Optional.of(LinkRows.record(row)) : Optional.empty();
            }
        }
    }

    /** A version of the configuration and when it was published. */
    public record Published(long version, Instant publishedAt) {}

    /** The current one; empty before the first. */
    public Optional<Published> current(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement(CURRENT);
                var row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(
                            new Published(row.getLong(1), row.getTimestamp(2).toInstant()))
                    : Optional.empty();
        }
    }

    /** Keeps those campaigns that this version of the configuration changes. */
    public void keep(Connection connection, long configVersion, List<LiveCampaign> campaigns) throws SQLException {
        var newest = newest(connection);
        try (var insert = connection.prepareStatement(KEEP)) {
            for (var campaign : campaigns) {
                int id = campaign.record().getCampaignId();
                var bytes = campaign.record().toByteArray();
                if (!sha256(bytes).equals(newest.get(id))) {
                    insert.setInt(1, id);
                    insert.setLong(2, configVersion);
                    insert.setBytes(3, bytes);
                    insert.addBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private static Map<Integer, String> newest(Connection connection) throws SQLException {
        var newest = new HashMap<Integer, String>();
        try (var select = connection.prepareStatement(NEWEST);
                var row = select.executeQuery()) {
            while (row.next()) {
                newest.put(row.getInt(1), HexFormat.of().formatHex(row.getBytes(2)));
            }
        }
        return newest;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
