package io.clickway.warehouse.report;

import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.report.ReportSource.OfRaw;
import io.clickway.warehouse.report.ReportSource.OfView;
import io.clickway.warehouse.report.SourceChoice.Chosen;
import io.clickway.warehouse.view.ExactHours;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One report, in a read-only transaction with a time limit that the caller ends. All of an answer is of one snapshot, also
 * what there was to choose from.
 */
final class ReportRun {

    private static final int FETCHED_AT_ONCE = 2_000;

    /**
     * Compiling pays for no report. A plan made for other arrays and another range is a bad one, so each gets its own. Sorting
     * visitors and grouping by values that only clicks know takes memory.
     */
    private static final String LIMITS = """
            set transaction isolation level repeatable read, read only;
            set local statement_timeout = '30s';
            set local jit = off;
            set local plan_cache_mode = force_custom_plan;
            set local work_mem = '32MB';
            set local timezone = 'UTC'
            """;

    private static final String REMEDY =
            "Ask from then on, or by what the rollups know: link, campaign, source together; country and device;"
                    + " campaign and country; campaign, device, os, browser; campaign, rule, offer, lander;"
                    + " each with workspace, region, verdict and time, in days of a zone as far as their hours are kept, else of UTC.";

    private ReportRun() {}

    static ReportRows answer(Connection connection, ReportQuery query, Optional<Integer> workspaceId)
            throws SQLException {
        begin(connection);
        var stock = Stock.read(connection, workspaceId);
        var periods = periods(query, start(query, stock), end(query, stock));
        var chosen = answersByView(connection, query, periods.getFirst())
                ? new Chosen(new OfView(periods.getFirst()), "")
                : SourceChoice.choose(query, periods, stock);
        if (chosen.source() instanceof OfRaw) {
            periods = keptRaw(connection, query, periods, stock, chosen);
            chosen = new Chosen(new OfRaw(periods), chosen.why());
        }
        var asked = periods.getFirst();
        if (periods.stream().allMatch(Period::isEmpty)) {
            return new ReportRows(List.of(), 0, Figures.NOTHING, Figures.NOTHING, false, chosen.source(), asked, stock);
        }
        if (query.asksForVisitors()) {
            sortGroups(connection);
        }
        var sql = ReportSql.of(query, stock.seenBy(workspaceId), chosen.source(), asked.grid());
        try (var statement = connection.prepareStatement(sql.text())) {
            bind(connection, statement, sql.values());
            statement.setFetchSize(FETCHED_AT_ONCE);
            try (var found = statement.executeQuery()) {
                return new RowReading(query, asked.grid(), found).all(chosen.source(), asked, stock);
            }
        }
    }

    /** Only hours of the week are cheaper there than in the cubes. */
    private static boolean answersByView(Connection connection, ReportQuery query, Period asked) throws SQLException {
        return query.times().equals(List.of(Dimension.HOUR_OF_WEEK))
                && query.measures().stream()
                        .allMatch(measure ->
                                measure == Measure.CLICKS || measure == Measure.BOTS || measure == Measure.SHARE)
                && ExactHours.fits(
                        asked.from(),
                        asked.to(),
                        query.zone(),
                        query.dimensions().stream().map(Dimension::text).collect(Collectors.toSet()))
                && ExactHours.isCurrent(connection, asked.from(), asked.to());
    }

    private static void begin(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(LIMITS);
        }
    }

    /** A union of sketches takes 128 KiB while it is made: sorted, one group after the other, never all of them at once. */
    private static void sortGroups(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set local enable_hashagg = off");
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, List<Object> values)
            throws SQLException {
        int place = 1;
        for (var value : values) {
            switch (value) {
                case String[] texts -> statement.setArray(place++, connection.createArrayOf("text", texts));
                case Integer[] numbers -> statement.setArray(place++, connection.createArrayOf("int4", numbers));
                // As texts they would be read anew for each row: what a text means as a time depends on settings.
                case Instant[] moments ->
                    statement.setArray(
                            place++,
                            connection.createArrayOf(
                                    "timestamptz",
                                    Arrays.stream(moments)
                                            .map(Instant::toString)
                                            .toArray()));
                case Long[] numbers -> statement.setArray(place++, connection.createArrayOf("int8", numbers));
                default -> statement.setObject(place++, value);
            }
        }
    }

    /** Nothing is counted outside of what there is, so an open or very long range needs no more groups of time than that. */
    private static Instant start(ReportQuery query, Stock stock) {
        var from = query.range().from().orElse(Instant.EPOCH);
        return stock.first()
                .filter(first -> isClipped(query) && first.isAfter(from))
                .orElse(from);
    }

    private static Instant end(ReportQuery query, Stock stock) {
        var to = query.range().to();
        if (to.isPresent() && !isClipped(query)) {
            return to.get();
        }
        return stock.last()
                .filter(last -> to.isEmpty() || last.isBefore(to.get()))
                .orElseGet(() -> stock.last().isEmpty() ? Instant.EPOCH : to.orElse(Instant.EPOCH));
    }

    /** The period before begins where the asked one says, so neither is clipped. */
    private static boolean isClipped(ReportQuery query) {
        return !query.asks(Measure.CHANGE);
    }

    private static List<Period> periods(ReportQuery query, Instant from, Instant to) {
        var asked = Period.asked(query, from, to);
        return query.asks(Measure.CHANGE) ? List.of(asked, asked.before()) : List.of(asked);
    }

    /** What reaches back behind the clicks that are still stored begins there when no start was asked, else it is refused. */
    private static List<Period> keptRaw(
            Connection connection, ReportQuery query, List<Period> periods, Stock stock, Chosen chosen)
            throws SQLException {
        var least = periods.getLast().from();
        var kept = stock.rawFrom().orElse(Instant.MAX);
        var asked = periods.getFirst();
        if (!least.isBefore(kept) || asked.isEmpty()) {
            return periods;
        }
        var lostEnd = kept.isBefore(asked.to()) ? kept : asked.to();
        if (!Stock.hasClicks(connection, least, lostEnd)) {
            return periods;
        }
        if (query.range().from().isEmpty()) {
            return periods(query, lostEnd, asked.to());
        }
        throw ProblemException.of(
                ProblemCode.UNANSWERABLE,
                "Only raw clicks could answer, because %s; these are kept %s. %s"
                        .formatted(
                                chosen.why(),
                                stock.rawFrom()
                                        .map(from -> "from " + from + " on")
                                        .orElse("no longer"),
                                REMEDY));
    }
}
