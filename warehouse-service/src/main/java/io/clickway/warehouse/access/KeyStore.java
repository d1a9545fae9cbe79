package io.clickway.warehouse.access;

import io.agroal.api.AgroalDataSource;
import io.clickway.warehouse.http.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table api_keys. A key has 256 random bits, so its plain SHA-256 gives nothing away; its id is how that hash begins. */
@ApplicationScoped
class KeyStore {

    private static final int KEY_BYTES = 32;
    private static final int PREFIX_LENGTH = 8;
    private static final int ID_LENGTH = 16;
    private static final String START = "cw_";

    private static final String WORKSPACE = """
            select workspace_id
            from workspaces
            where (workspace_id = ? or slug = ?)
              and archived_at is null
            order by workspace_id = ? desc
            limit 1
            """;

    private static final String INSERT = """
            insert into api_keys (key_sha256, workspace_id, name, prefix)
            values (?, ?, ?, ?)
            returning created_at
            """;

    private static final String LIVE = """
            select
                left(encode(key_sha256, 'hex'), 16) as id,
                name,
                prefix,
                created_at,
                last_used_at
            from api_keys
            where workspace_id = ?
              and revoked_at is null
              and not is_operator
            order by created_at desc
            """;

    private static final String REVOKE = """
            update api_keys
            set revoked_at = now()
            where workspace_id = ?
              and left(encode(key_sha256, 'hex'), 16) = ?
              and revoked_at is null
              and not is_operator
            """;

    private final AgroalDataSource database;
    private final SecureRandom random = new SecureRandom();

    KeyStore(AgroalDataSource database) {
        this.database = database;
    }

    /** Number of a live workspace, by id or slug. */
    Optional<Integer> workspace(String key) throws SQLException {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement(WORKSPACE)) {
            select.setInt(1, Ids.parse(key));
            select.setString(2, key);
            select.setInt(3, Ids.parse(key));
            try (var row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
            }
        }
    }

    KeyView create(int workspaceId, String name) throws SQLException {
        var bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        var text = START + HexFormat.of().formatHex(bytes);
        var hash = ApiKeys.sha256(text);
        var prefix = text.substring(0, PREFIX_LENGTH);
        try (var connection = database.getConnection();
                var insert = connection.prepareStatement(INSERT)) {
            insert.setBytes(1, hash);
            insert.setInt(2, workspaceId);
            insert.setString(3, name);
            insert.setString(4, prefix);
            try (var row = insert.executeQuery()) {
                row.next();
                var id = HexFormat.of().formatHex(hash).substring(0, ID_LENGTH);
                return new KeyView(
                        id, name, prefix, row.getObject(1, OffsetDateTime.class).toInstant(), null, text);
            }
        }
    }

    List<KeyView> live(int workspaceId) throws SQLException {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement(LIVE)) {
            select.setInt(1, workspaceId);
            try (var rows = select.executeQuery()) {
                var found = new ArrayList<KeyView>();
                while (rows.next()) {
                    found.add(view(rows));
                }
                return found;
            }
        }
    }

    /** False when the workspace has no such key. */
    boolean revoke(int workspaceId, String id) throws SQLException {
        try (var connection = database.getConnection();
                var update = connection.prepareStatement(REVOKE)) {
            update.setInt(1, workspaceId);
            update.setString(2, id);
            return update.executeUpdate() > 0;
        }
    }

    private static KeyView view(ResultSet row) throws SQLException {
        return new KeyView(
                row.getString("id"),
                row.getString("name"),
                row.getString("prefix"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("last_used_at", OffsetDateTime.class)),
                null);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime moment) {
        return moment == null ? null : moment.toInstant();
    }
}
