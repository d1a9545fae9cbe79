package io.clickway.warehouse.report;

import io.clickway.warehouse.rollup.Cube;
import io.clickway.warehouse.rollup.Span;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What there is to answer from, in the snapshot of the answer.
 *
 * @param first no click is counted before; empty when there is none at all
 * @param last no click is counted from here on
 * @param lacking days in UTC that the cubes don't count whole
 * @param rawFrom the first day whose clicks are still stored
 * @param fineFrom of spans whose old cells were dropped, from where on they are all there
 * @param cells about how many a cube has, by day
 * @param workspaces whose clicks are in the cubes, if they are few, else none
 * @param visitorsError how far sketches may be off in 19 of 20 cases, as part of the visitors
 * @param visitorDays how long a visitor keeps the pseudonym, of the workspace where that is shortest
 */
record Stock(
        Optional<Instant> first,
        Optional<Instant> last,
        List<LocalDate> lacking,
        Optional<Instant> rawFrom,
        Map<Span, Instant> fineFrom,
        Map<Cube, Long> cells,
        List<Integer> workspaces,
        double visitorsError,
        int visitorDays,
        boolean allowsCookie) {

    /** More are not told one by one. */
    private static final int MAX_WORKSPACES = 200;

    private static final DateTimeFormatter DAY_OF_PARTITION = DateTimeFormatter.BASIC_ISO_DATE;
    private static final DateTimeFormatter MONTH_OF_PARTITION = DateTimeFormatter.ofPattern("uuuuMM");

    /** Partitions tell by their names what is kept; their number is bounded by the retentions. */
    private static final String QUERY = """
            select
                (select min(bucket_at) from clicks_total_1mo) as first_month,
                (select max(bucket_at) + interval '31 days' from clicks_total_1mo) as last_month,
                waiting.first_delta,
                waiting.last_delta,
                array(select day::text from rollup_days where state = 'lacking' order by day) as lacking,
                array(
                    select parent.relname || ' ' || coalesce(min(substring(child.relname from '_p([0-9]+)$')), '')
                    from pg_inherits
                        join pg_class as parent on parent.oid = inhparent
                        join pg_class as child on child.oid = inhrelid
                    where parent.oid = any (?::regclass[])
                        and not inhdetachpending
                    group by parent.relname) as partitions,
                array(select relname || ' ' || reltuples::bigint from pg_class where oid = any (?::regclass[])) as cells,
                round((2 * 1.04 / sqrt(2 ^ sketch_log2m()))::numeric, 4) as visitors_error,
                array(select distinct workspace_id from clicks_total_1mo limit ?) as workspaces,
                (select min(visitor_days) from workspaces where ?::int is null or workspace_id = ?) as visitor_days,
                (select bool_or(allows_cookie) from workspaces where ?::int is null or workspace_id = ?) as allows_cookie
            from (
                select
                    min(bucket_at) as first_delta,
                    max(bucket_at) + interval '15 minutes' as last_delta
                from rollup_deltas
                where cube = 1) as waiting
            """;

    private static final String CLICKS_BEFORE = """
            select exists (select from clicks_total_1d where bucket_at >= ? and bucket_at < ?)
            """;

    static Stock read(Connection connection, Optional<Integer> workspaceId) throws SQLException {
        try (var statement = connection.prepareStatement(QUERY)) {
            statement.setArray(1, connection.createArrayOf("text", partitioned()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text",
                            Arrays.stream(Cube.values())
                                    .map(cube -> cube.table(Span.DAY))
                                    .toArray(String[]::new)));
            statement.setInt(3, MAX_WORKSPACES + 1);
            for (int place = 4; place <= 7; place++) {
                statement.setObject(place, workspaceId.orElse(null), Types.INTEGER);
            }
            try (var row = statement.executeQuery()) {
                row.next();
                return of(row);
            }
        }
    }

    /** Whether a click is counted there, in any workspace. */
    static boolean hasClicks(Connection connection, Instant from, Instant to) throws SQLException {
        try (var statement = connection.prepareStatement(CLICKS_BEFORE)) {
            statement.setObject(1, from.atOffset(ZoneOffset.UTC));
            statement.setObject(2, to.atOffset(ZoneOffset.UTC));
            try (var row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Whether a day of this range isn't counted whole in the cubes. */
    boolean lacks(Instant from, Instant to) {
        return lacking.stream()
                .anyMatch(
                        day -> start(day).isBefore(to) && start(day.plusDays(1)).isAfter(from));
    }

    /** Whose cells may be read: the workspace, or else all that there are. */
    Scope seenBy(Optional<Integer> workspaceId) {
        return new Scope(workspaceId, workspaceId.map(List::of).orElse(workspaces));
    }

    private static Stock of(ResultSet row) throws SQLException {
        var lacking = dates(row.getArray("lacking"));
        var partitions = pairs(row.getArray("partitions"));
        var firstMonth = moment(row, "first_month");
        var first = least(firstMonth, moment(row, "first_delta"));
        var last = most(moment(row, "last_month"), moment(row, "last_delta"));
        if (!lacking.isEmpty()) {
            first = least(first, Optional.of(start(lacking.getFirst())));
            last = most(last, Optional.of(start(lacking.getLast().plusDays(1))));
        }
        var rawFrom =
                Optional.ofNullable(partitions.get("clicks")).map(day -> start(LocalDate.parse(day, DAY_OF_PARTITION)));
        var workspaces = List.of((Integer[]) row.getArray("workspaces").getArray());
        var cells = new EnumMap<Cube, Long>(Cube.class);
        var counted = pairs(row.getArray("cells"));
        for (var cube : Cube.values()) {
            cells.put(cube, Long.parseLong(counted.getOrDefault(cube.table(Span.DAY), "-1")));
        }
        return new Stock(
                first,
                last,
                lacking,
                rawFrom,
                fineFrom(partitions, firstMonth),
                cells,
                workspaces.size() > MAX_WORKSPACES ? List.of() : workspaces,
                row.getDouble("visitors_error"),
                Math.max(1, row.getInt("visitor_days")),
                row.getBoolean("allows_cookie"));
    }

    /** A month that is counted but has no partition of fine cells has lost them. */
    private static Map<Span, Instant> fineFrom(Map<String, String> partitions, Optional<Instant> firstMonth) {
        var fineFrom = new EnumMap<Span, Instant>(Span.class);
        for (var span : List.of(Span.QUARTER, Span.HOUR)) {
            var month = partitions.get(Cube.TOTAL.table(span));
            if (month != null) {
                var start = start(YearMonth.parse(month, MONTH_OF_PARTITION).atDay(1));
                if (firstMonth.isPresent() && firstMonth.get().isBefore(start)) {
                    fineFrom.put(span, start);
                }
            }
        }
        return Map.copyOf(fineFrom);
    }

    private static String[] partitioned() {
        return new String[] {"clicks", Cube.TOTAL.table(Span.QUARTER), Cube.TOTAL.table(Span.HOUR)};
    }

    private static Map<String, String> pairs(Array array) throws SQLException {
        var pairs = new HashMap<String, String>();
        for (var text : (String[]) array.getArray()) {
            int space = text.indexOf(' ');
            pairs.put(text.substring(0, space), text.substring(space + 1));
        }
        return pairs;
    }

    private static List<LocalDate> dates(Array array) throws SQLException {
        return Arrays.stream((String[]) array.getArray()).map(LocalDate::parse).toList();
    }

    private static Optional<Instant> moment(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static Optional<Instant> least(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() || other.isPresent() && other.get().isBefore(one.get()) ? other : one;
    }

    private static Optional<Instant> most(Optional<Instant> one, Optional<Instant> other) {
        return one.isEmpty() || other.isPresent() && other.get().isAfter(one.get()) ? other : one;
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
