package io.clickway.warehouse.publish;

import com.google.protobuf.InvalidProtocolBufferException;
import io.agroal.api.AgroalDataSource;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.WorkspaceRecord;
import io.clickway.warehouse.routing.LinkRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** Link configuration in Postgres: live links in, versions and shards in and out. The caller owns connection and transaction. */
@ApplicationScoped
class ConfigStore {

    /** Shards that none of this many versions names are deleted. */
    private static final int KEPT_VERSIONS = 20;

    private static final int FETCH_ROWS = 5_000;

    private final AgroalDataSource database;

    ConfigStore(AgroalDataSource database) {
        this.database = database;
    }

    /** Takes a live link and its bucket. */
    interface LinkConsumer {
        void accept(int bucket, LinkRecord link);
    }

    Connection connect() throws SQLException {
        return database.getConnection();
    }

    /** Held until the transaction ends: two publishes never overlap, whatever instance they run on. */
    void lockPublishing(Connection connection) throws SQLException {
        try (var statement =
                connection.prepareStatement("select pg_advisory_xact_lock(hashtext('clickway.publish'))")) {
            statement.execute();
        }
    }

    /**
     * Streams live links, all or one campaign's, in order of bucket, slug and domain; needs a transaction to do so in bounded
     * memory.
     */
    void readLinks(Connection connection, Optional<Integer> campaignId, LinkConsumer consumer) throws SQLException {
        var query = """
                select bucket, link_id, workspace_id, campaign_id, domain, slug, url, version as revision,
                    starts_at, expires_at, fallback_url, passes_query
                from links
                where archived_at is null
                    and (?::int is null or campaign_id = ?)
                order by bucket, slug collate "C", domain collate "C"
                """;
        try (var statement = connection.prepareStatement(query)) {
            statement.setObject(1, campaignId.orElse(null), Types.INTEGER);
            statement.setObject(2, campaignId.orElse(null), Types.INTEGER);
            statement.setFetchSize(FETCH_ROWS);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    consumer.accept(row.getInt("bucket"), LinkRows.record(row));
                }
            }
        }
    }

    /** Takes a live workspace and its bucket. */
    interface WorkspaceConsumer {
        void accept(int bucket, WorkspaceRecord workspace);
    }

    void readWorkspaces(Connection connection, WorkspaceConsumer consumer) throws SQLException {
        var query = """
                select
                    ('x' || substr(md5(workspace_id::text), 1, 3))::bit(12)::int as bucket,
                    workspace_id, visitor_days, allows_cookie, address_days > 0 as keeps_address
                from workspaces
                where archived_at is null
                order by bucket, workspace_id
                """;
        try (var statement = connection.prepareStatement(query);
                var row = statement.executeQuery()) {
            while (row.next()) {
                consumer.accept(
                        row.getInt("bucket"),
                        WorkspaceRecord.newBuilder()
                                .setWorkspaceId(row.getInt("workspace_id"))
                                .setVisitorDays(row.getInt("visitor_days"))
                                .setAllowsCookie(row.getBoolean("allows_cookie"))
                                .setKeepsAddress(row.getBoolean("keeps_address"))
                                .build());
            }
        }
    }

    /** Hosts that edges answer for, whosever they are. */
    Set<String> ownHosts(Connection connection) throws SQLException {
        var hosts = new HashSet<String>();
        try (var statement = connection.prepareStatement("select name from domains where archived_at is null");
                var row = statement.executeQuery()) {
            while (row.next()) {
                hosts.add(row.getString(1));
            }
        }
        return hosts;
    }

    Optional<ConfigVersion> current() throws SQLException {
        try (var connection = database.getConnection()) {
            return current(connection);
        }
    }

    Optional<ConfigVersion> current(Connection connection) throws SQLException {
        var query = """
                select version, published_at, links, shards, shard_bytes, manifest
                from config_versions
                order by version desc
                limit 1
                """;
        try (var statement = connection.prepareStatement(query);
                var rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(version(rows)) : Optional.empty();
        }
    }

    private static ConfigVersion version(ResultSet row) throws SQLException {
        try {
            return new ConfigVersion(
                    row.getLong(1),
                    row.getTimestamp(2).toInstant(),
                    row.getInt(3),
                    row.getInt(4),
                    row.getLong(5),
                    LinkManifest.parseFrom(row.getBytes(6)));
        } catch (InvalidProtocolBufferException damaged) {
            throw new SQLException("manifest of version " + row.getLong(1) + " is damaged", damaged);
        }
    }

    /**
     * Whether none of the instances has sent the current version again for this long; then this one has from now on. A time in
     * the future, left by a clock that was set back since, holds nobody up.
     */
    boolean takeTurnToRepair(Duration interval) throws SQLException {
        var claim = """
                update config_repair
                set sent_at = clock_timestamp()
                where sent_at not between clock_timestamp() - make_interval(secs => ?) and clock_timestamp()
                """;
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(claim)) {
            statement.setDouble(1, interval.toMillis() / 1000.0);
            return statement.executeUpdate() > 0;
        }
    }

    Set<String> storedShards(Connection connection) throws SQLException {
        var hashes = new HashSet<String>();
        try (var statement = connection.prepareStatement("select sha256 from config_shards");
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                hashes.add(HexFormat.of().formatHex(rows.getBytes(1)));
            }
        }
        return hashes;
    }

    void storeShard(Connection connection, Shard shard, long version) throws SQLException {
        var insert = """
                insert into config_shards (sha256, links, last_version, bytes)
                values (?, ?, ?, ?)
                """;
        try (var statement = connection.prepareStatement(insert)) {
            statement.setBytes(1, shard.sha256());
            statement.setInt(2, shard.links());
            statement.setLong(3, version);
            statement.setBytes(4, shard.bytes());
            statement.executeUpdate();
        }
    }

    /** Stores the version and forgets shards that no recent version names. */
    void storeVersion(Connection connection, ConfigVersion version) throws SQLException {
        var insert = """
                insert into config_versions (version, published_at, links, shards, shard_bytes, manifest)
                values (?, ?, ?, ?, ?, ?)
                """;
        try (var statement = connection.prepareStatement(insert)) {
            statement.setLong(1, version.version());
            statement.setTimestamp(2, Timestamp.from(version.publishedAt()));
            statement.setInt(3, version.links());
            statement.setInt(4, version.shards());
            statement.setLong(5, version.shardBytes());
            statement.setBytes(6, version.manifest().toByteArray());
            statement.executeUpdate();
        }
        var touch = """
                update config_shards
                set last_version = ?
                where sha256 = any (?)
                """;
        try (var statement = connection.prepareStatement(touch)) {
            statement.setLong(1, version.version());
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "bytea",
                            version.manifest().getShardsList().stream()
                                    .map(shard -> shard.getSha256().toByteArray())
                                    .toArray(byte[][]::new)));
            statement.executeUpdate();
        }
        forget(connection, "delete from config_shards where last_version < ?", version.version());
        forget(connection, "delete from config_versions where version < ?", version.version());
    }

    private static void forget(Connection connection, String delete, long version) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(delete)) {
            statement.setLong(1, version - KEPT_VERSIONS);
            statement.executeUpdate();
        }
    }

    Optional<byte[]> shardBytes(byte[] sha256) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("select bytes from config_shards where sha256 = ?")) {
            statement.setBytes(1, sha256);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
            }
        }
    }
}
