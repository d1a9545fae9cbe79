package io.clickway.warehouse.report;

import io.clickway.warehouse.report.ReportQuery.SortKey;
import io.clickway.warehouse.report.ReportSource.CubeRead;
import io.clickway.warehouse.report.ReportSource.OfCubes;
import io.clickway.warehouse.report.ReportSource.OfRaw;
import io.clickway.warehouse.report.ReportSource.OfView;
import io.clickway.warehouse.rollup.Cube;
import io.clickway.warehouse.rollup.CubeSql;
import io.clickway.warehouse.rollup.Span;
import io.clickway.warehouse.view.ExactHours;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A report's one statement. It runs in four steps, each a subselect:
 *
 * <ol>
 *   <li>cells: streams of counts, one per table that is read, with the group of time {@code t}, a key per dimension
 *       {@code d0…}, and the measures; what a stream doesn't know is 0 or null, so that they add up;
 *   <li>counted: their sums by keys;
 *   <li>named: ids get their names now, when they are few, and what has the same name becomes one group;
 *   <li>total: the sums of all groups, and how many of them have clicks.
 * </ol>
 *
 * <p>The columns of the answer: those of named, then those of total. When nothing was clicked there is one row whose clicks
 * are null.
 */
final class ReportSql {

    /** Each takes some microseconds. */
    private static final int MOST_LOOK_UPS = 5_000;

    private final ReportQuery query;
    private final Scope scope;
    private final List<Dimension> keys;
    private final boolean hasTime;
    /** Visitors are counted one by one, so they stand among the keys until the end. */
    private final boolean hasVisitor;

    private final boolean hasSketch;

    private ReportSql(ReportQuery query, Scope scope, ReportSource source) {
        this.query = query;
        this.scope = scope;
        this.keys = query.by().stream().filter(dimension -> !dimension.isTime()).toList();
        this.hasTime = !query.times().isEmpty();
        this.hasVisitor = query.asksForVisitors() && source instanceof OfRaw;
        this.hasSketch = query.asksForVisitors() && source instanceof OfCubes;
    }

    /**
     * @param scope whose clicks
     * @param grid of the asked period
     */
    static SqlText of(ReportQuery query, Scope scope, ReportSource source, TimeGrid grid) {
        return new ReportSql(query, scope, source).whole(source, grid);
    }

    private SqlText whole(ReportSource source, TimeGrid grid) {
        var sql = SqlText.of("with counted as (\n    select ")
                .add(String.join(", ", counted()))
                .add("\n    from (\n        ")
                .add(SqlText.join("\n        union all\n        ", streams(source)))
                .add(") as cell\n");
        groupBy(sql, hasVisitor ? keyNames("visitor") : keyNames());
        sql.add("),\nnamed as (\n    select ").add(String.join(", ", named())).add("\n    from counted\n");
        for (int i = 0; i < keys.size(); i++) {
            int place = i;
            keys.get(i)
                    .names()
                    .ifPresent(names -> sql.add("    left join %s as n%d on n%d.%s = counted.d%d\n"
                            .formatted(names.table(), place, place, names.id(), place)));
        }
        if (isGroupedAgain()) {
            groupBy(sql, ordinals());
        }
        return sql.add("),\ntotal as (\n    select ")
                .add(String.join(", ", total()))
                .add("\n    from named\n)\nselect ")
                .add(String.join(", ", answered()))
                .add("\nfrom total\n")
                .add("left join named on named.clicks > 0\norder by ")
                .add(order(grid))
                .add("\nlimit ?", query.limit());
    }

    /** Sums of the cells. */
    private List<String> counted() {
        var columns = new ArrayList<>(hasVisitor ? keyNames("visitor") : keyNames());
        columns.add("sum(clicks) as clicks");
        if (query.asks(Measure.BOTS)) {
            columns.add("sum(bots) as bots");
        }
        if (query.asks(Measure.CHANGE)) {
            columns.add("sum(prior) as prior");
        }
        if (query.asks(Measure.COST)) {
            columns.add("sum(micros) as micros");
            columns.add("min(unit) as unit_least");
            columns.add("max(unit) as unit_most");
        }
        if (hasSketch) {
            columns.add("hll_union_agg(sketch) as sketch");
        }
        return columns;
    }

    private List<String> named() {
        var columns = new ArrayList<String>();
        if (hasTime) {
            columns.add("counted.t");
        }
        for (int i = 0; i < keys.size(); i++) {
            columns.add(name(i) + " as d" + i);
        }
        boolean sums = isGroupedAgain();
        columns.add(summed("clicks", sums));
        if (query.asks(Measure.BOTS)) {
            columns.add(summed("bots", sums));
        }
        if (query.asks(Measure.CHANGE)) {
            columns.add(summed("prior", sums));
        }
        if (query.asks(Measure.COST)) {
            columns.add(summed("micros", sums));
            columns.add(sums ? "min(unit_least) as unit_least" : "unit_least");
            columns.add(sums ? "max(unit_most) as unit_most" : "unit_most");
        }
        if (hasVisitor) {
            columns.add("count(distinct visitor) as visitors");
        }
        if (hasSketch) {
            columns.add(sums ? "hll_union_agg(sketch) as sketch" : "sketch");
            columns.add(
                    "coalesce(count_visitors(%s), 0) as visitors".formatted(sums ? "hll_union_agg(sketch)" : "sketch"));
        }
        return columns;
    }

    private static String summed(String column, boolean sums) {
        var value = sums ? "sum(counted." + column + ")" : "counted." + column;
        return "coalesce(%s, 0)::bigint as %s".formatted(value, column);
    }

    private List<String> total() {
        var columns = new ArrayList<String>();
        columns.add("count(*) filter (where clicks > 0) as groups");
        columns.add("coalesce(sum(clicks), 0)::bigint as total_clicks");
        if (query.asks(Measure.BOTS)) {
            columns.add("coalesce(sum(bots), 0)::bigint as total_bots");
        }
        if (query.asks(Measure.CHANGE)) {
            columns.add("coalesce(sum(prior), 0)::bigint as total_prior");
        }
        if (query.asks(Measure.COST)) {
            columns.add("coalesce(sum(micros), 0)::bigint as total_micros");
            columns.add("min(unit_least) as total_unit_least");
            columns.add("max(unit_most) as total_unit_most");
        }
        if (hasVisitor) {
            columns.add("(select count(distinct visitor) from counted) as total_visitors");
        }
        if (hasSketch) {
            columns.add("coalesce(count_visitors(hll_union_agg(sketch)), 0) as total_visitors");
        }
        return columns;
    }

    /** The sketches themselves stay in the database. */
    private List<String> answered() {
        var columns = new ArrayList<>(keyNames("clicks"));
        if (query.asks(Measure.BOTS)) {
            columns.add("bots");
        }
        if (query.asks(Measure.CHANGE)) {
            columns.add("prior");
        }
        if (query.asks(Measure.COST)) {
            columns.addAll(List.of("micros", "unit_least", "unit_most"));
        }
        if (query.asksForVisitors()) {
            columns.add("visitors");
        }
        columns.add("total.*");
        return columns;
    }

    /** Several ids may have one name, and visitors are counted by name. */
    private boolean isGroupedAgain() {
        return hasVisitor || keys.stream().anyMatch(dimension -> dimension.kind() == Dimension.Kind.NAMED);
    }

    private String name(int place) {
        var dimension = keys.get(place);
        return switch (dimension.kind()) {
            case NAMED ->
                "coalesce(n%d.%s, '')"
                        .formatted(place, dimension.names().orElseThrow().name());
            case WORD -> CellColumns.word("counted.d" + place, dimension);
            case TEXT, NUMBER, TIME -> "counted.d" + place;
        };
    }

    private List<String> keyNames(String... more) {
        return Stream.of(
                        hasTime ? Stream.of("t") : Stream.<String>empty(),
                        IntStream.range(0, keys.size()).mapToObj(i -> "d" + i),
                        Stream.of(more))
                .flatMap(each -> each)
                .toList();
    }

    private List<String> ordinals() {
        return IntStream.rangeClosed(1, keyNames().size())
                .mapToObj(Integer::toString)
                .toList();
    }

    private static void groupBy(SqlText sql, List<String> columns) {
        if (!columns.isEmpty()) {
            sql.add("    group by " + String.join(", ", columns) + "\n");
        }
    }

    private List<SqlText> streams(ReportSource source) {
        return switch (source) {
            case OfRaw(var periods) ->
                periods.stream()
                        .filter(period -> !period.isEmpty())
                        .map(this::raw)
                        .toList();
            case OfView(var period) -> List.of(view(period));
            case OfCubes(var reads) ->
                reads.stream()
                        .filter(read -> !read.period().isEmpty())
                        .flatMap(this::cube)
                        .toList();
        };
    }

    private SqlText raw(Period period) {
        var columns = CellColumns.raw();
        var measures = Measures.split("1", "(click.cost * 1000000)::bigint", "click.currency", null);
        var sql = select(columns, period, measures).add(" from clicks_whole as click");
        if (Stream.concat(keys.stream(), query.where().dimensions().stream()).anyMatch(Dimension::isOfSource)) {
            sql.add(" join ledger_all as source using (source_no)");
        }
        return where(sql, columns, range(columns, period.from(), period.to()));
    }

    /** It has the columns of the cube it was made of, by month, and the hour of the week for a time. */
    private SqlText view(Period period) {
        var columns = CellColumns.of(Cube.COUNTRY);
        var groups = new Integer[ExactHours.HOURS_OF_WEEK];
        for (int group = 1; group <= period.grid().size(); group++) {
            groups[(Integer) period.grid().labels(group).getFirst()] = group;
        }
        var group = SqlText.of("(?::integer[])[click.hour_of_week + 1]", (Object) groups);
        var sql = select(columns, period, Measures.split("click.clicks", null, null, null), group);
        sql.add(" from " + ExactHours.RELATION + " as click");
        return where(sql, columns, range(columns, period.from(), period.to()));
    }

    /** The tables of the pieces' spans, and what waits to be added to them. */
    private Stream<SqlText> cube(CubeRead read) {
        var streams = new ArrayList<SqlText>();
        for (var span : Span.values()) {
            var pieces = read.pieces().of().get(span);
            if (pieces != null) {
                streams.addAll(cells(
                        read,
                        read.cube().table(span),
                        columns -> inBuckets(read, span, columns)
                                .orElseGet(() -> inPieces(columns, pieces))
                                .add(inCells())));
            }
        }
        var period = read.period();
        streams.addAll(cells(read, CubeSql.deltas(read.cube()), columns -> range(columns, period.from(), period.to())));
        return streams.stream();
    }

    /** Keys begin with the workspace; only with one, or all of them, do they lead to a time. */
    private SqlText inCells() {
        return scope.workspaceId().isPresent() || scope.inCells().isEmpty()
                ? new SqlText()
                : SqlText.of(" and click.workspace_id = any (?::integer[])", (Object)
                        scope.inCells().toArray(Integer[]::new));
    }

    /**
     * A condition on what stands behind the time in a table's key is of use only when each bucket is named: then the cells that
     * don't meet it aren't read. Empty when there is none, or too many buckets for that.
     */
    private Optional<SqlText> inBuckets(CubeRead read, Span span, CellColumns columns) {
        var leads = read.cube().leads(span);
        var values = query.where().anyOf().stream()
                .filter(part ->
                        part.dimension().cubeColumn().filter(leads::contains).isPresent())
                .mapToInt(part -> part.values().size())
                .min();
        var buckets = read.pieces().buckets(span);
        int workspaces = scope.workspaceId().isPresent() ? 1 : scope.inCells().size();
        long lookUps = (long) values.orElse(0) * buckets.size() * workspaces;
        return lookUps > 0 && lookUps <= MOST_LOOK_UPS
                ? Optional.of(SqlText.of(columns.time() + " = any (?::timestamptz[])", (Object) moments(buckets)))
                : Optional.empty();
    }

    private interface Condition {
        SqlText on(CellColumns columns);
    }

    private List<SqlText> cells(CubeRead read, String relation, Condition time) {
        var columns = CellColumns.of(read.cube());
        var period = read.period();
        var from = " from " + relation + " as click";
        return switch (read.cube().measure()) {
            case CLICKS ->
                List.of(where(select(columns, period, clicks(read.cube())).add(from), columns, time.on(columns)));
            case VISITORS ->
                List.of(where(
                        select(columns, period, Measures.split("0", null, null, "click.visitors"))
                                .add(from),
                        columns,
                        time.on(columns)));
            case COST -> costs(columns, period, from, time);
        };
    }

    /**
     * The other cube counts every click without a currency. Where that is asked for, the clicks that have one are counted here
     * and taken away there.
     */
    private List<SqlText> costs(CellColumns columns, Period period, String from, Condition time) {
        boolean asked = query.dimensions().contains(Dimension.CURRENCY);
        var own = Measures.split(asked ? "click.clicks" : "0", "click.cost_micros", "click.currency", null);
        var streams = new ArrayList<SqlText>();
        streams.add(where(select(columns, period, own).add(from), columns, time.on(columns)));
        if (asked) {
            var others = columns.withoutCurrency();
            var takenAway = Measures.split("-click.clicks", null, null, null);
            streams.add(where(select(others, period, takenAway).add(from), others, time.on(others)));
        }
        return streams;
    }

    private static Measures clicks(Cube cube) {
        return cube.isSplit()
                ? Measures.split("click.clicks", null, null, null)
                : new Measures("click.clicks", "click.bots", null, null, null);
    }

    /** SQL of a stream's measures; null where it has none. */
    private record Measures(
            String clicks,
            String bots,
            @Nullable String micros,
            @Nullable String unit,
            @Nullable String sketch) {

        /** Of a stream that knows the verdict, if it counts clicks at all. */
        static Measures split(String clicks, @Nullable String micros, @Nullable String unit, @Nullable String sketch) {
            var bots = clicks.equals("0") ? clicks : "case when click.verdict = 2 then %s else 0 end".formatted(clicks);
            return new Measures(clicks, bots, micros, unit, sketch);
        }
    }

    private SqlText select(CellColumns columns, Period period, Measures measures) {
        return select(columns, period, measures, hasTime ? group(columns, period.grid()) : new SqlText());
    }

    /** @param group SQL of the group of time, when there are any */
    private SqlText select(CellColumns columns, Period period, Measures measures, SqlText group) {
        var parts = new ArrayList<SqlText>();
        if (hasTime) {
            parts.add(group.add(" as t"));
        }
        for (int i = 0; i < keys.size(); i++) {
            parts.add(SqlText.of(columns.key(keys.get(i)) + " as d" + i));
        }
        var values = new ArrayList<String>();
        values.add((period.isPrior() ? "0" : measures.clicks()) + "::bigint as clicks");
        if (query.asks(Measure.BOTS)) {
            values.add((period.isPrior() ? "0" : measures.bots()) + "::bigint as bots");
        }
        if (query.asks(Measure.CHANGE)) {
            values.add((period.isPrior() ? measures.clicks() : "0") + "::bigint as prior");
        }
        if (query.asks(Measure.COST)) {
            values.add((period.isPrior() ? "null" : orNull(measures.micros())) + "::bigint as micros");
            values.add((period.isPrior() ? "null" : orNull(measures.unit())) + "::text as unit");
        }
        if (hasVisitor) {
            values.add((period.isPrior() ? "null::bigint" : "click.visitor") + " as visitor");
        }
        if (hasSketch) {
            values.add(orNull(measures.sketch()) + "::hll as sketch");
        }
        values.forEach(value -> parts.add(SqlText.of(value)));
        return SqlText.of("select ").add(SqlText.join(", ", parts));
    }

    private static String orNull(@Nullable String sql) {
        return sql == null ? "null" : sql;
    }

    /** The group of the interval in which it happened. */
    private static SqlText group(CellColumns columns, TimeGrid grid) {
        var starts = moments(grid.starts());
        return grid.isPlain()
                ? SqlText.of("width_bucket(" + columns.time() + ", ?::timestamptz[])", (Object) starts)
                : SqlText.of(
                        "(?::integer[])[width_bucket(" + columns.time() + ", ?::timestamptz[])]",
                        grid.groups().toArray(Integer[]::new),
                        starts);
    }

    private static SqlText inPieces(CellColumns columns, List<Pieces.Piece> pieces) {
        var condition =
                range(columns, pieces.getFirst().from(), pieces.getLast().to());
        if (pieces.size() == 1) {
            return condition;
        }
        var bounds = pieces.stream()
                .flatMap(piece -> Stream.of(piece.from(), piece.to()))
                .toList();
        return condition.add(
                " and width_bucket(" + columns.time() + ", ?::timestamptz[]) % 2 = 1", (Object) moments(bounds));
    }

    private static SqlText range(CellColumns columns, Instant from, Instant to) {
        return SqlText.of(
                "%1$s >= ? and %1$s < ?".formatted(columns.time()),
                from.atOffset(ZoneOffset.UTC),
                to.atOffset(ZoneOffset.UTC));
    }

    private SqlText where(SqlText select, CellColumns columns, SqlText time) {
        select.add(" where ").add(time);
        scope.workspaceId().ifPresent(id -> select.add(" and click.workspace_id = ?", id));
        if (!query.where().dimensions().isEmpty()) {
            select.add(" and ").add(columns.condition(query.where()));
        }
        return select;
    }

    private SqlText order(TimeGrid grid) {
        return SqlText.join(
                ", ", query.sort().stream().map(key -> orderBy(key, grid)).toList());
    }

    private SqlText orderBy(SortKey key, TimeGrid grid) {
        var direction = (key.isDescending() ? " desc" : "") + " nulls last";
        int column = key.column();
        if (column == ReportQueryParser.MOST_CLICKS) {
            return SqlText.of("named.clicks" + direction);
        }
        if (column >= query.by().size()) {
            return SqlText.of(orderBy(query.measures().get(column - query.by().size())) + direction);
        }
        var dimension = query.by().get(column);
        if (!dimension.isTime()) {
            return SqlText.of("named.d" + keys.indexOf(dimension) + direction);
        }
        int place = query.times().indexOf(dimension);
        return query.times().size() == 1 && dimension != Dimension.HOUR_OF_WEEK
                ? SqlText.of("named.t" + direction)
                : SqlText.of("(?::integer[])[named.t]" + direction, (Object)
                        grid.places(place).toArray(Integer[]::new));
    }

    private static String orderBy(Measure measure) {
        return switch (measure) {
            case CLICKS, SHARE -> "named.clicks";
            case VISITORS, VISITORS_EXACT -> "named.visitors";
            case BOTS -> "named.bots";
            case COST -> "case when unit_least is not distinct from unit_most then micros end";
            case CHANGE -> "(named.clicks - prior)::numeric / nullif(prior, 0)";
        };
    }

    private static Instant[] moments(List<Instant> moments) {
        return moments.toArray(Instant[]::new);
    }
}
