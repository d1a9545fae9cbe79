package io.clickway.warehouse.partition;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Which daily partitions there are and were, and how they are doing. */
public final class PartitionList {

    private static final String NEWEST = """
            select
                s.table_name,
                s.day,
                case
                    when s.dropped_at is not null then 'dropped'
                    when s.detached_at is not null then 'kept'
                    else s.state
                end,
                coalesce(greatest(c.reltuples, 0), 0)::bigint,
                coalesce(pg_total_relation_size(c.oid), 0),
                coalesce(t.spcname, d.spcname),
                s.created_at,
                s.frozen_at,
                s.moved_at,
                s.closed_at,
                s.detached_at,
                s.dropped_at
            from (
                select *
                from partition_state
                where ?::text is null or table_name = ?
                order by day desc, table_name
                limit ? offset ?) as s
                left join pg_class c on c.oid = coalesce(
                    to_regclass('public.' || s.table_name || '_p' || to_char(s.day, 'YYYYMMDD')),
                    to_regclass('detached.' || s.table_name || '_p' || to_char(s.day, 'YYYYMMDD')))
                left join pg_tablespace t on t.oid = c.reltablespace
                join pg_database b on b.datname = current_database()
                join pg_tablespace d on d.oid = b.dattablespace
            order by s.day desc, s.table_name
            """;

    private static final String COUNT = """
            select count(*)
            from partition_state
            where ?::text is null or table_name = ?
            """;

    private final DataSource dataSource;

    public PartitionList(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * One partition.
     *
     * @param state open, closed (takes no rows any more), kept (detached and kept) or dropped
     * @param rows as Postgres estimates
     * @param bytes with indexes
     */
    public record Partition(
            String table,
            LocalDate day,
            String state,
            long rows,
            long bytes,
            String tablespace,
            @Nullable Instant createdAt,
            @Nullable Instant frozenAt,
            @Nullable Instant movedAt,
            @Nullable Instant closedAt,
            @Nullable Instant detachedAt,
            @Nullable Instant droppedAt) {}

    /** @param table only of this one */
    public List<Partition> newest(Optional<String> table, int limit, int offset) throws SQLException {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(NEWEST)) {
            select.setString(1, table.orElse(null));
            select.setString(2, table.orElse(null));
            select.setInt(3, limit);
            select.setInt(4, offset);
            var found = new ArrayList<Partition>();
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    found.add(partition(row));
                }
            }
            return found;
        }
    }

    public long count(Optional<String> table) throws SQLException {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(COUNT)) {
            select.setString(1, table.orElse(null));
            select.setString(2, table.orElse(null));
            try (var row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static Partition partition(ResultSet row) throws SQLException {
        return new Partition(
                row.getString(1),
                row.getObject(2, LocalDate.class),
                row.getString(3),
                row.getLong(4),
                row.getLong(5),
                row.getString(6),
                instant(row, 7),
                instant(row, 8),
                instant(row, 9),
                instant(row, 10),
                instant(row, 11),
                instant(row, 12));
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
