package io.clickway.warehouse.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The monthly partitions of the fine spans: makes what lacks, and knows which months were dropped for their age. Used under
 * {@link RollupLock}.
 */
public final class CubeMonths {

    private static final DateTimeFormatter DIGITS = DateTimeFormatter.ofPattern("uuuuMM");

    private static final String ALL = """
            select
                span,
                month,
                state
            from rollup_months
            """;

    private static final String ADD = """
            insert into rollup_months (span, month, cubes)
            values (?, ?, ?)
            """;

    private CubeMonths() {}

    /** E.g. {@code clicks_by_link_15m_p202611}. */
    public static String partition(Cube cube, Span span, YearMonth month) {
        return cube.table(span) + "_p" + DIGITS.format(month);
    }

    /**
     * Makes the partitions of these months that never were there. Outside of a transaction; one of its own per month, because
     * each locks the tables of all cubes for a moment.
     *
     * @return whether there were any
     */
    static boolean ensure(Connection connection, Collection<YearMonth> months) throws SQLException {
        var known = read(connection);
        boolean lacked = false;
        for (var span : Span.values()) {
            for (var month : months) {
                if (span.isFine() && !known.has(span, month)) {
                    make(connection, span, month);
                    lacked = true;
                }
            }
        }
        return lacked;
    }

    /** Which months there are. */
    static Known read(Connection connection) throws SQLException {
        var isDropped = new HashMap<Span, Map<YearMonth, Boolean>>();
        try (var select = connection.prepareStatement(ALL);
                var row = select.executeQuery()) {
            while (row.next()) {
                var suffix = row.getString(1);
                for (var span : Span.values()) {
                    if (span.suffix().equals(suffix)) {
                        isDropped
                                .computeIfAbsent(span, _ -> new HashMap<>())
                                .put(
                                        YearMonth.from(row.getObject(2, LocalDate.class)),
                                        row.getString(3).equals("dropped"));
                    }
                }
            }
        }
        return new Known(isDropped);
    }

    private static void make(Connection connection, Span span, YearMonth month) throws SQLException {
        Snapshot.in(connection, () -> makeAll(connection, span, month));
    }

    private static int makeAll(Connection connection, Span span, YearMonth month) throws SQLException {
        try (var statement = connection.createStatement();
                var add = connection.prepareStatement(ADD)) {
            statement.execute("set local lock_timeout = '2s'");
            for (var cube : Cube.values()) {
                if (cube.spans().contains(span)) {
                    var partition = partition(cube, span, month);
                    statement.execute("create table if not exists " + partition + " (like " + cube.table(span)
                            + " including defaults including constraints) with (fillfactor = 80)");
                    statement.execute("alter table " + cube.table(span) + " attach partition " + partition
                            + " for values from ('" + start(month) + "') to ('" + start(month.plusMonths(1)) + "')");
                }
            }
            add.setString(1, span.suffix());
            add.setObject(2, month.atDay(1));
            add.setInt(3, Cube.values().length);
            return add.executeUpdate();
        }
    }

    private static String start(YearMonth month) {
        return month.atDay(1).atStartOfDay().atOffset(ZoneOffset.UTC).toString();
    }

    /** Months of the fine spans that were made once, and whether they were dropped since. */
    record Known(Map<Span, Map<YearMonth, Boolean>> isDropped) {

        boolean has(Span span, YearMonth month) {
            return isDropped.getOrDefault(span, Map.of()).containsKey(month);
        }

        boolean hasAll(Collection<YearMonth> months) {
            return months.stream().allMatch(month -> has(Span.QUARTER, month) && has(Span.HOUR, month));
        }

        boolean hasCells(Span span, YearMonth month) {
            return !span.isFine() || !isDropped.getOrDefault(span, Map.of()).getOrDefault(month, false);
        }

        /** First moments of the months that take no cells of this span any more. */
        List<String> dropped(Span span) {
            var starts = new ArrayList<String>();
            isDropped.getOrDefault(span, Map.of()).forEach((month, dropped) -> {
                if (dropped) {
                    starts.add(start(month));
                }
            });
            return starts;
        }
    }
}
