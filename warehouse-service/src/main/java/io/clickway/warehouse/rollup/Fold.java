package io.clickway.warehouse.rollup;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Moves what waits in {@code rollup_deltas} into the cubes. One instance at a time does it, at any moment and however often:
 * a transaction adds what its snapshot shows and deletes just that, so whoever adds base and deltas up in one snapshot sees
 * the same sums before and after, and a process that dies in between has done nothing. A run that makes partitions of a month
 * moves nothing: a statement planned before wouldn't look into them.
 */
public final class Fold {

    /** 64 MiB, some 500,000 deltas: so a transaction stays short even after days without a fold. */
    private static final int PAGES_AT_ONCE = 8_192;

    private static final int DELTAS_OF_A_PAGE = 61;

    private static final String PAGES = "select pg_relation_size('rollup_deltas') / current_setting('block_size')::int";

    /** Where a test kills the process. */
    enum Step {
        SEEN,
        CUBE_ADDED,
        MINUTES_ADDED,
        DELTAS_DELETED,
        COMMITTED
    }

    private final RollupLock lock;
    private final int pagesAtOnce;
    private final Consumer<Step> steps;

    public Fold(DataSource dataSource) {
        this(dataSource, PAGES_AT_ONCE, _ -> {});
    }

    Fold(DataSource dataSource, int pagesAtOnce, Consumer<Step> steps) {
        this.lock = RollupLock.ofCells(dataSource);
        this.pagesAtOnce = pagesAtOnce;
        this.steps = steps;
    }

    /** How many deltas are in the cubes now that weren't before, and what it took. */
    public record Folded(long deltas, Duration took) {}

    /** Empty when another instance is at it. */
    public Optional<Folded> run() throws SQLException {
        return lock.tryWith(this::all);
    }

    private Folded all(Connection connection) throws SQLException {
        long began = System.nanoTime();
        int pages = pages(connection);
        if (CubeMonths.ensure(connection, months(days(connection, Part.WHOLE)))) {
            return new Folded(0, Duration.ofNanos(System.nanoTime() - began));
        }
        long deltas = 0;
        for (var part : parts(connection, pages)) {
            deltas += fold(connection, part, began);
        }
        if (deltas > 0) {
            makeRoom(connection, pages);
        }
        return new Folded(deltas, Duration.ofNanos(System.nanoTime() - began));
    }

    /**
     * All at once unless many wait: then some pages after the others, which only pays when these are full. After that many
     * have waited the table has room for as many more, and few deltas are found by their index.
     */
    private List<Part> parts(Connection connection, int pages) throws SQLException {
        if (!isMore(connection, pagesAtOnce * DELTAS_OF_A_PAGE)) {
            return List.of(Part.WHOLE);
        }
        var parts = new ArrayList<Part>();
        for (int first = 0; first < pages; first += pagesAtOnce) {
            parts.add(new Part(first, first + pagesAtOnce));
        }
        return parts;
    }

    private static boolean isMore(Connection connection, int deltas) throws SQLException {
        try (var select = connection.prepareStatement(FoldSql.IS_MORE)) {
            select.setInt(1, deltas);
            select.setInt(2, deltas + 1);
            try (var row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private long fold(Connection connection, Part part, long beganNanos) throws SQLException {
        long deltas = Snapshot.in(connection, () -> {
            var days = days(connection, part);
            // A month that came after the look at them is made by the next run.
            var known = CubeMonths.read(connection);
            if (days.isEmpty() || !known.hasAll(months(days))) {
                return 0L;
            }
            long moved = move(connection, part, days, known);
            tell(connection, moved, beganNanos);
            return moved;
        });
        steps.accept(Step.COMMITTED);
        return deltas;
    }

    private long move(Connection connection, Part part, Set<LocalDate> days, CubeMonths.Known known)
            throws SQLException {
        steps.accept(Step.SEEN);
        for (var cube : Cube.values()) {
            add(connection, cube, part, known);
            steps.accept(Step.CUBE_ADDED);
        }
        try (var add = connection.prepareStatement(FoldSql.addMinutes(part.isWhole()))) {
            part.set(add);
            add.executeUpdate();
        }
        steps.accept(Step.MINUTES_ADDED);
        touch(connection, days);
        try (var forget = connection.prepareStatement(FoldSql.forget(part.isWhole()))) {
            part.set(forget);
            long deltas = forget.executeLargeUpdate();
            steps.accept(Step.DELTAS_DELETED);
            return deltas;
        }
    }

    private static void add(Connection connection, Cube cube, Part part, CubeMonths.Known known) throws SQLException {
        try (var add = connection.prepareStatement(FoldSql.add(cube, part.isWhole()))) {
            int next = part.set(add);
            for (var span : cube.spans()) {
                if (span.isFine()) {
                    add.setArray(next++, array(connection, "timestamptz", known.dropped(span)));
                }
            }
            add.execute();
        }
    }

    private static void touch(Connection connection, Set<LocalDate> days) throws SQLException {
        try (var touch = connection.prepareStatement(FoldSql.TOUCH_DAYS)) {
            touch.setArray(1, array(connection, "date", days));
            touch.executeUpdate();
        }
    }

    private static void tell(Connection connection, long deltas, long beganNanos) throws SQLException {
        try (var tell = connection.prepareStatement(FoldSql.TELL)) {
            tell.setLong(1, deltas);
            tell.setLong(2, Duration.ofNanos(System.nanoTime() - beganNanos).toMillis());
            tell.executeUpdate();
        }
    }

    private static Set<LocalDate> days(Connection connection, Part part) throws SQLException {
        try (var select = connection.prepareStatement(FoldSql.days(part.isWhole()))) {
            part.set(select);
            var days = new HashSet<LocalDate>();
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    days.add(row.getObject(1, LocalDate.class));
                }
            }
            return days;
        }
    }

    private static List<YearMonth> months(Set<LocalDate> days) {
        return new ArrayList<>(days.stream().map(YearMonth::from).distinct().toList());
    }

    private static int pages(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(PAGES)) {
            row.next();
            return row.getInt(1);
        }
    }

    /**
     * The deleted rows' room is used by the next deltas. Giving it back to the disk needs the table for itself for a moment,
     * so that is left out unless the table is larger than it ever should be.
     */
    private void makeRoom(Connection connection, int pages) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("vacuum (skip_locked, truncate " + (pages > pagesAtOnce) + ") rollup_deltas");
        }
    }

    private static Array array(Connection connection, String type, Collection<?> values) throws SQLException {
        return connection.createArrayOf(type, values.toArray());
    }

    /** Pages of {@code rollup_deltas}, the last not included. */
    private record Part(int first, int beyond) {

        private static final Part WHOLE = new Part(0, Integer.MAX_VALUE);

        boolean isWhole() {
            return equals(WHOLE);
        }

        /** @return the number of the next parameter */
        int set(PreparedStatement statement) throws SQLException {
            if (isWhole()) {
                return 1;
            }
            statement.setString(1, "(" + first + ",0)");
            statement.setString(2, "(" + beyond + ",0)");
            return 3;
        }
    }
}
