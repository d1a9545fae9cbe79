package io.clickway.warehouse.partition;

import io.clickway.warehouse.store.StoredTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Takes full addresses away when their workspace keeps them no longer. It goes by whole days in UTC: an address goes once its
 * day is over for as long as the workspace keeps addresses. A day that is over for every workspace is dropped as a whole, which
 * costs nothing; only where workspaces differ are rows deleted. Used by one thread; several instances may do it at once.
 */
public final class AddressRetention {

    /** Deleted at most by one transaction, so that nobody waits for it long. */
    private static final int ROWS_AT_ONCE = 10_000;

    /** At most of these by one run; the rest is done by the next. */
    private static final int STEPS = 20;

    /** A transaction that had still read the longer time may store a row after the first run that found none. */
    private static final int RUNS_WITHOUT_ROWS = 2;

    private static final String DAYS = """
            select day
            from partition_state
            where table_name = 'client_addresses'
              and state = 'open'
            order by day
            """;

    private static final String KEEPING = """
            select
                workspace_id,
                address_days
            from workspaces
            """;

    private static final String DELETE = """
            delete from %1$s
            where ctid = any (array(
                select ctid
                from %1$s
                where workspace_id = any (?)
                limit ?))
            """;

    private static final String FORGET = """
            delete from partition_state
            where day = ?
              and table_name = 'client_addresses'
            """;

    private final DataSource dataSource;
    private final Clock clock;
    private final Map<LocalDate, Clean> clean = new HashMap<>();

    public AddressRetention(DataSource dataSource, Clock clock) {
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /** What a run did; {@code isDone} tells whether nothing is left for now. */
    public record Expired(int daysDropped, long rowsDeleted, boolean isDone) {}

    public Expired expire() throws SQLException {
        int dropped = 0;
        long deleted = 0;
        int steps = 0;
        try (var connection = dataSource.getConnection()) {
            var keeping = keeping(connection);
            for (var day : days(connection)) {
                if (isOverForAll(day, keeping)) {
                    drop(connection, day);
                    clean.remove(day);
                    dropped++;
                    continue;
                }
                var over = over(day, keeping);
                while (!over.isEmpty() && !isClean(day, over)) {
                    if (steps++ == STEPS) {
                        return new Expired(dropped, deleted, false);
                    }
                    int rows = delete(connection, day, over);
                    deleted += rows;
                    if (rows == 0) {
                        clean.merge(day, new Clean(over, 1), (before, _) -> before.after(over));
                        break;
                    }
                }
            }
        }
        return new Expired(dropped, deleted, true);
    }

    /** A day that still takes rows stays, even when nobody keeps any. */
    private boolean isOverForAll(LocalDate day, Map<Integer, Integer> keeping) {
        return isOver(day, 1) && keeping.values().stream().allMatch(days -> isOver(day, days));
    }

    private boolean isOver(LocalDate day, int keptDays) {
        return !day.plusDays(1L + keptDays).isAfter(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
    }

    /** Workspaces that keep nothing of the day any more. */
    private Set<Integer> over(LocalDate day, Map<Integer, Integer> keeping) {
        return keeping.entrySet().stream()
                .filter(each -> each.getValue() == 0 || isOver(day, each.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean isClean(LocalDate day, Set<Integer> over) {
        var known = clean.get(day);
        return known != null
                && known.runs() >= RUNS_WITHOUT_ROWS
                && known.workspaces().equals(over);
    }

    private static List<LocalDate> days(Connection connection) throws SQLException {
        var days = new ArrayList<LocalDate>();
        try (var select = connection.prepareStatement(DAYS);
                var row = select.executeQuery()) {
            while (row.next()) {
                days.add(row.getObject(1, LocalDate.class));
            }
        }
        return days;
    }

    private static Map<Integer, Integer> keeping(Connection connection) throws SQLException {
        var keeping = new HashMap<Integer, Integer>();
        try (var select = connection.prepareStatement(KEEPING);
                var row = select.executeQuery()) {
            while (row.next()) {
                keeping.put(row.getInt(1), row.getInt(2));
            }
        }
        return keeping;
    }

    private static int delete(Connection connection, LocalDate day, Set<Integer> workspaces) throws SQLException {
        try (var delete = connection.prepareStatement(DELETE.formatted(StoredTable.CLIENT_ADDRESSES.partition(day)))) {
            delete.setArray(1, connection.createArrayOf("int4", workspaces.toArray()));
            delete.setInt(2, ROWS_AT_ONCE);
            return delete.executeUpdate();
        }
    }

    /** An event that comes for such a day after all has the partition made anew, and it is dropped again. */
    private static void drop(Connection connection, LocalDate day) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement();
                var forget = connection.prepareStatement(FORGET)) {
            statement.execute("set local lock_timeout = '1s'");
            forget.setObject(1, day);
            forget.executeUpdate();
            statement.execute("drop table if exists " + StoredTable.CLIENT_ADDRESSES.partition(day));
            connection.commit();
        } catch (SQLException failed) {
            connection.rollback();
            throw failed;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** Workspaces of which a day was seen to hold nothing, and how often in a row. */
    private record Clean(Set<Integer> workspaces, int runs) {

        Clean after(Set<Integer> seen) {
            return new Clean(seen, seen.equals(workspaces) ? runs + 1 : 1);
        }
    }
}
