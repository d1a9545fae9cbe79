package io.clickway.warehouse.access;

import io.agroal.api.AgroalDataSource;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The API's keys, in memory: read at start and every ten seconds, so a request never waits for the database and a
 * revoked key ends within ten seconds. Use is written down once a minute.
 */
@ApplicationScoped
class ApiKeys {

    private static final Logger LOG = Logger.getLogger(ApiKeys.class);
    private static final int SHA256_BYTES = 32;

    private final AgroalDataSource database;
    private final AccessConfig config;
    private final Set<ApiKey> used = ConcurrentHashMap.newKeySet();
    private volatile List<ApiKey> keys = List.of();

    ApiKeys(AgroalDataSource database, AccessConfig config) {
        this.database = database;
        this.config = config;
    }

    void start(@Observes StartupEvent event) throws SQLException {
        storeOperatorKey();
        refresh();
    }

    /** The key behind a text, or empty. Compares with every key, so time tells nothing. */
    Optional<ApiKey> find(String text) {
        var hash = sha256(text);
        ApiKey found = null;
        for (var key : keys) {
            if (key.hasHash(hash)) {
                found = key;
            }
        }
        if (found != null) {
            used.add(found);
        }
        return Optional.ofNullable(found);
    }

    private void storeOperatorKey() throws SQLException {
        byte[] hash;
        try {
            hash = HexFormat.of().parseHex(config.keySha256().strip());
        } catch (IllegalArgumentException notHex) {
            throw new IllegalStateException("warehouse.api.key-sha256 must have 64 hex digits", notHex);
        }
        if (hash.length != SHA256_BYTES) {
            throw new IllegalStateException("warehouse.api.key-sha256 must have 64 hex digits");
        }
        // A key given by the environment replaces the one given before.
        var retire = """
                update api_keys
                set revoked_at = now()
                where name = 'operator' and key_sha256 <> ? and revoked_at is null
                """;
        var store = """
                insert into api_keys (key_sha256, workspace_id, name, is_operator)
                values (?, 1, 'operator', true)
                on conflict (key_sha256) do update
                set is_operator = true, revoked_at = null
                """;
        try (var connection = database.getConnection();
                var retiring = connection.prepareStatement(retire);
                var storing = connection.prepareStatement(store)) {
            retiring.setBytes(1, hash);
            retiring.executeUpdate();
            storing.setBytes(1, hash);
            storing.executeUpdate();
        }
    }

    @Scheduled(every = "10s", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void refreshQuietly() {
        try {
            refresh();
        } catch (SQLException failed) {
            LOG.warnf("API keys could not be read again, the known ones stay valid: %s", failed.getSQLState());
        }
    }

    /** Reads the keys again, as their change asks for. */
    void refresh() throws SQLException {
        var query = """
                select key_sha256, name, workspace_id, is_operator
                from api_keys
                where revoked_at is null
                """;
        var read = new ArrayList<ApiKey>();
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(query);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                read.add(new ApiKey(rows.getBytes(1), rows.getString(2), rows.getInt(3), rows.getBoolean(4)));
            }
        }
        keys = List.copyOf(read);
    }

    @Scheduled(every = "60s", delayed = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void noteUse() {
        var noted = new HashSet<>(used);
        used.removeAll(noted);
        if (noted.isEmpty()) {
            return;
        }
        var update = """
                update api_keys
                set last_used_at = now()
                where key_sha256 = ?
                """;
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(update)) {
            for (var key : noted) {
                statement.setBytes(1, key.sha256());
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException failed) {
            LOG.warnf("Use of API keys could not be noted: %s", failed.getSQLState());
        }
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
