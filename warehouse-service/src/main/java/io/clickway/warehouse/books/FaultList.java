package io.clickway.warehouse.books;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Reads the list of faults. */
@ApplicationScoped
public class FaultList {

    private final AgroalDataSource database;

    FaultList(AgroalDataSource database) {
        this.database = database;
    }

    public List<FaultEntry> newest(int limit, int offset) throws SQLException {
        var query = """
                select fault_id, at, region, part, kind, detail, healed_at
                from faults
                order by fault_id desc
                limit ?
                offset ?
                """;
        var faults = new ArrayList<FaultEntry>();
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(query)) {
            statement.setInt(1, limit);
            statement.setInt(2, offset);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    var healedAt = row.getObject("healed_at", OffsetDateTime.class);
                    faults.add(new FaultEntry(
                            row.getLong("fault_id"),
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getString("region"),
                            row.getString("part"),
                            row.getString("kind"),
                            row.getString("detail"),
                            healedAt == null ? null : healedAt.toInstant()));
                }
            }
        }
        return faults;
    }

    /** Whether a fault of this kind is not over yet. */
    public boolean lasts(String kind) throws SQLException {
        var query = """
                select exists (
                    select
                    from faults
                    where kind = ?
                      and healed_at is null)
                """;
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(query)) {
            statement.setString(1, kind);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    long count() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("select count(*) from faults");
                var row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
