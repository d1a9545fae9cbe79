package io.clickway.warehouse.partition;

import io.clickway.warehouse.store.StoredDay;
import io.clickway.warehouse.store.StoredTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Makes partitions, and knows which there are. A partition is made as a table of its own and then attached: that takes only
 * SHARE UPDATE EXCLUSIVE on the parent, so no COPY and no report waits. Thread-safe; several instances may do it at once.
 */
public final class PostgresPartitions {

    /** One instance at a time makes partitions; the number is Clickway's own choice. */
    private static final long ADVISORY_LOCK = 0x636c69636b776179L;

    private static final String STATES = """
            select
                day,
                table_name,
                state
            from partition_state
            """;

    /** Columns and checks that a table has and its template lacks or has otherwise. */
    private static final String LACKING = """
            with columns as (
                select attrelid as table_id, attname, atttypid, atttypmod, attnotnull
                from pg_attribute
                where attnum > 0
                    and not attisdropped),
            checks as (
                select conrelid as table_id, conname
                from pg_constraint
                where contype = 'c')
            select attname from columns t
            where table_id = ?::regclass
                and not exists (
                    select from columns m
                    where m.table_id = ?::regclass
                        and (m.attname, m.atttypid, m.atttypmod, m.attnotnull)
                            = (t.attname, t.atttypid, t.atttypmod, t.attnotnull))
            union all
            select conname from checks t
            where table_id = ?::regclass
                and not exists (
                    select from checks m
                    where m.table_id = ?::regclass
                        and m.conname = t.conname)
            limit 1
            """;

    /**
     * A click that comes late widens the times of the pages it lies in, so many pages hold any given time; which of them hold an id
     * Bloom filters tell, for two to four bytes a click: pages hold sixty clicks at most. Of the partition alone: those made before
     * do without.
     */
    private static final String FIND_BY_ID = """
            create index on %s
            using brin (click_id uuid_bloom_ops (n_distinct_per_range = 1000, false_positive_rate = 0.002))
            with (pages_per_range = 16, autosummarize = on)
            """;

    private static final String OPEN = """
            insert into partition_state (day, table_name)
            values (?, ?)
            on conflict do nothing
            """;

    private final DataSource dataSource;
    private volatile Known known = new Known(Set.of(), Set.of());

    public PostgresPartitions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Makes the partitions of those days that have none.
     *
     * @return days among them that take no rows any more, per table
     */
    public Set<StoredDay> ensure(Collection<LocalDate> days) throws SQLException {
        var lacking = PartitionPlanner.lacking(days, known.all());
        if (!lacking.isEmpty()) {
            try (var connection = dataSource.getConnection()) {
                for (var day : lacking) {
                    make(connection, day);
                }
                known = states(connection);
            }
        }
        var asked = new HashSet<>(days);
        var closed = new HashSet<>(known.closed());
        closed.removeIf(each -> !asked.contains(each.day()));
        return closed;
    }

    /** Reads anew which partitions there are: another process may have closed or dropped some. */
    public void refresh() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            known = states(connection);
        }
    }

    private static void make(Connection connection, LocalDate day) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '2s'");
            statement.execute("select pg_advisory_xact_lock(" + ADVISORY_LOCK + ")");
            for (var table : StoredTable.values()) {
                if (isNew(connection, day, table)) {
                    var partition = table.partition(day);
                    statement.execute("create table if not exists " + partition + " (like " + model(connection, table)
                            + " including defaults including constraints including storage)");
                    statement.execute("alter table " + table.tableName() + " attach partition " + partition
                            + " for values from ('" + midnight(day) + "') to ('" + midnight(day.plusDays(1)) + "')");
                    statement.execute("alter table " + partition + " set (autovacuum_analyze_threshold = 1000,"
                            + " autovacuum_analyze_scale_factor = 0.1)");
                    if (table == StoredTable.CLICKS) {
                        statement.execute(FIND_BY_ID.formatted(partition));
                    }
                }
            }
            connection.commit();
        } catch (SQLException failed) {
            connection.rollback();
            throw failed;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** The template with its order of columns, unless it was left behind: then no partition made of it could be attached. */
    private static String model(Connection connection, StoredTable table) throws SQLException {
        if (table.template().equals(table.tableName())) {
            return table.tableName();
        }
        try (var select = connection.prepareStatement(LACKING)) {
            for (int i = 1; i <= 4; i++) {
                select.setString(i, i % 2 == 1 ? table.tableName() : table.template());
            }
            try (var row = select.executeQuery()) {
                return row.next() ? table.tableName() : table.template();
            }
        }
    }

    private static boolean isNew(Connection connection, LocalDate day, StoredTable table) throws SQLException {
        try (var insert = connection.prepareStatement(OPEN)) {
            insert.setObject(1, day);
            insert.setString(2, table.tableName());
            return insert.executeUpdate() > 0;
        }
    }

    private static String midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toOffsetDateTime().toString();
    }

    private static Known states(Connection connection) throws SQLException {
        var tables = new HashMap<LocalDate, Integer>();
        var closed = new HashSet<StoredDay>();
        try (var select = connection.prepareStatement(STATES);
                var rows = select.executeQuery()) {
            while (rows.next()) {
                var day = rows.getObject(1, LocalDate.class);
                tables.merge(day, 1, Integer::sum);
                if (rows.getString(3).equals("closed")) {
                    closed.add(
                            new StoredDay(StoredTable.valueOf(rows.getString(2).toUpperCase(Locale.ROOT)), day));
                }
            }
        }
        tables.values().removeIf(count -> count < StoredTable.values().length);
        var all = new HashSet<>(tables.keySet());
        // Addresses of such a day are gone for good too; it needs no partition for them.
        closed.stream()
                .filter(each -> each.table() == StoredTable.CLICKS)
                .map(StoredDay::day)
                .forEach(all::add);
        return new Known(all, closed);
    }

    private record Known(Set<LocalDate> all, Set<StoredDay> closed) {}
}
