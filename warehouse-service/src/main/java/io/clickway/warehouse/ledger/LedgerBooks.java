package io.clickway.warehouse.ledger;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRanges;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Reads the ledger for people and reports. Each call is one snapshot, so its figures belong together. Thread-safe. */
public final class LedgerBooks {

    /** A source that is not over and says nothing for this long is silent. */
    public static final Duration SILENCE = Duration.ofSeconds(60);

    /** What every question to the ledger derives from a row; binds the seconds of silence. */
    private static final String DERIVED = """
            select
                l.*,
                coalesce(l.last_watermark_at, l.first_seen_at) as heard_at,
                coalesce(l.last_watermark_at, l.first_seen_at) < now() - make_interval(secs => ?) as is_unheard,
                l.state in ('open', 'draining') as is_open,
                l.stored_clicks + l.stored_watermarks > 0 as is_known,
                extract(epoch from now() - coalesce(l.complete_to, l.started_at, l.first_seen_at))::float8 as age,
                case
                    when l.clock_offset_seconds is null or l.clock_offset_seconds > 0 then l.clock_offset_seconds
                    else -least(
                        -l.clock_offset_seconds,
                        greatest(0, extract(epoch from v.published_at - l.config_applied_at)::float8))
                end as skew,
                case when l.clock_offset_seconds is not null then greatest(0, -l.clock_offset_seconds) end as behind_at_most
            from edge_ledger l
                left join config_versions v on v.version = l.config_version
            """;

    private static final String SOURCE_COLUMNS = counting("""
            select
                region,
                edge,
                lpad(to_hex(source_id), 16, '0') as source,
                started_at,
                state,
                $count{received} as received,
                stored_clicks,
                stored_watermarks,
                quarantined,
                $count{absent} as absent,
                $count{written_off} as written_off,
                duplicates,
                late_after_write_off,
                declared,
                missing,
                in_flight,
                $unrecorded
                    as unrecorded,
                case
                    when missing > 0 then (int8multirange(int8range(1, declared + 1)) - received - absent - spooled)::text
                    else '{}'
                end as missing_ranges,
                time_through,
                complete_to,
                heard_at,
                last_watermark_at,
                is_open and is_unheard as is_silent,
                not is_open and is_unheard and settled_to is null as is_lost,
                case when settled_to is null then greatest(0, age) else 0 end as oldest_unforwarded,
                skew,
                behind_at_most,
                config_version,
                config_applied_at
            from source
            """);

    /** Those that are not through first: they are few, and the index finds them; then the newest of the others. */
    private static final String PER_SOURCE = """
            with source as (
                (
                    %1$s
                    where l.settled_to is null
                      and (?::text is null or l.region = ?)
                    order by l.region, l.edge, l.source_no desc
                    limit ?)
                union all
                (
                    %1$s
                    where l.settled_to is not null
                      and (?::text is null or l.region = ?)
                    order by l.source_no desc
                    limit ?))
            %2$s
            order by
                settled_to is not null,
                region,
                edge,
                source_no desc
            limit ?
            """.formatted(DERIVED, SOURCE_COLUMNS);

    private static final String ONE_SOURCE = """
            with source as (
                %s
                where l.source_id = ?)
            %s
            """.formatted(DERIVED, SOURCE_COLUMNS);

    private static final String ONE_MOVED_AWAY = """
            with source as (
                select
                    *,
                    '{}'::int8multirange as spooled,
                    '{}'::int8multirange as unrecorded,
                    coalesce(last_watermark_at, first_seen_at) as heard_at,
                    true as is_unheard,
                    false as is_open,
                    first_seen_at as settled_to,
                    0 as age,
                    null::float8 as skew,
                    null::float8 as behind_at_most,
                    null::bigint as config_version,
                    null::timestamptz as config_applied_at
                from ledger_all
                where is_folded
                  and source_id = ?)
            %s
            """.formatted(SOURCE_COLUMNS);

    private static final String TROUBLED = """
            with source as (
                %s
                where l.settled_to is null),
            troubled as (
                select
                    *,
                    row_number() over (partition by region order by heard_at) as place
                from source
                where is_known
                  and is_unheard)
            %s
            """.formatted(
                    DERIVED, SOURCE_COLUMNS.replace("from source", "from troubled\nwhere place <= 20\norder by place"));

    /** Reads the sources that are not through, and one entry of an index per region for the others. */
    private static final String COMPLETENESS = """
            with recursive region_of (region) as (
                (
                    select min(region)
                    from edge_ledger)
                union all
                select (
                    select min(l.region)
                    from edge_ledger l
                    where l.region > r.region)
                from region_of r
                where r.region is not null),
            source as (
                %s
                where l.settled_to is null),
            unsettled as (
                select
                    region,
                    bool_or(is_known and complete_to is null) as is_unvouched,
                    count(*) filter (where is_known) as known,
                    min(complete_to) filter (where is_known) as complete_to,
                    sum(missing) as missing,
                    sum(in_flight) as in_flight,
                    count(*) filter (where is_known and is_open and is_unheard) as uncertain,
                    max(age) filter (where is_known) as oldest,
                    max(behind_at_most) filter (where is_known and not is_unheard) as behind_at_most,
                    max(skew) filter (where is_known and not is_unheard) as most_ahead,
                    min(skew) filter (where is_known and not is_unheard) as most_behind
                from source
                group by region)
            select
                r.region,
                case
                    when u.known > 0 and u.is_unvouched then null
                    when u.known > 0 then u.complete_to
                    else nullif(greatest(settled.settled_to, moved.complete_to), '-infinity')
                end as complete_to,
                coalesce(u.missing, 0) as missing,
                coalesce(u.in_flight, 0) as in_flight,
                coalesce(u.uncertain, 0) as uncertain,
                greatest(0, coalesce(u.oldest, 0)) as oldest_unforwarded,
                case when u.most_ahead > -u.most_behind then u.most_ahead else u.most_behind end as skew,
                u.behind_at_most
            from (
                select region
                from region_of
                where region is not null
                union
                select region
                from ledger_closed_sums) as r
                left join unsettled u using (region)
                left join ledger_closed_sums moved using (region)
                left join lateral (
                    select l.settled_to
                    from edge_ledger l
                    where l.region = r.region
                      and l.settled_to is not null
                    order by l.settled_to desc
                    limit 1) as settled on true
            order by r.region
            """.formatted(DERIVED);

    private static final String SUMS = counting("""
            with source as (
                select
                    region,
                    1 as sources,
                    (state in ('open', 'draining'))::int as open,
                    $count{received} as received,
                    stored_clicks,
                    stored_watermarks,
                    quarantined,
                    $count{absent} as absent,
                    $count{written_off} as written_off,
                    duplicates,
                    late_after_write_off,
                    declared,
                    $unrecorded
                        as unrecorded
                from edge_ledger
                union all
                select
                    region, sources, 0, received, stored_clicks, stored_watermarks, 0, absent, written_off, duplicates,
                    late_after_write_off, declared, 0
                from ledger_closed_sums)
            select
                region,
                sum(sources) as sources,
                sum(open) as open,
                sum(received) as received,
                sum(stored_clicks) as stored_clicks,
                sum(stored_watermarks) as stored_watermarks,
                sum(quarantined) as quarantined,
                sum(absent) as absent,
                sum(written_off) as written_off,
                sum(duplicates) as duplicates,
                sum(late_after_write_off) as late_after_write_off,
                sum(declared) as declared,
                sum(unrecorded) as unrecorded
            from source
            group by region
            """);

    private final DataSource dataSource;

    /** Nearly every set of numbers is one range, or empty: only the others are worth a look at each of their ranges. */
    private static String counting(String sql) {
        return sql.replace(
                        "$unrecorded",
                        "case when unrecorded = '{}' then 0 else $count{unrecorded - received - absent} end")
                .replaceAll("\\$count\\{([^}]*)\\}", """
                        case
                            when $1 = '{}' then 0
                            when int8multirange(range_merge($1)) = $1 then upper($1) - lower($1)
                            else (select sum(upper(r) - lower(r)) from unnest($1) as r)
                        end""");
    }

    public LedgerBooks(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Sources that something may still come of first, then the newest; none of those that were moved away. */
    public List<SourceFacts> sources(Optional<String> region, int limit) throws SQLException {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(PER_SOURCE)) {
            int at = 1;
            for (int half = 0; half < 2; half++) {
                select.setLong(at++, SILENCE.toSeconds());
                select.setString(at++, region.orElse(null));
                select.setString(at++, region.orElse(null));
                select.setInt(at++, limit);
            }
            select.setInt(at, limit);
            return sourceFacts(select);
        }
    }

    /** Empty for a source never heard of. */
    public Optional<SourceFacts> source(SourceId source) throws SQLException {
        return inSnapshot(connection -> {
            try (var here = connection.prepareStatement(ONE_SOURCE);
                    var movedAway = connection.prepareStatement(ONE_MOVED_AWAY)) {
                here.setLong(1, SILENCE.toSeconds());
                here.setLong(2, source.bits());
                movedAway.setLong(1, source.bits());
                var facts = new ArrayList<>(sourceFacts(here));
                facts.addAll(sourceFacts(movedAway));
                return facts.stream().findFirst();
            }
        });
    }

    public List<RegionFacts> regions() throws SQLException {
        return inSnapshot(connection -> {
            var completeness = completeness(connection);
            var facts = new ArrayList<RegionFacts>();
            try (var select = connection.prepareStatement(SUMS);
                    var row = select.executeQuery()) {
                while (row.next()) {
                    facts.add(regionFacts(row, completeness));
                }
            }
            facts.sort(Comparator.comparing(region -> region.completeness().region()));
            return facts;
        });
    }

    public List<RegionCompleteness> completeness() throws SQLException {
        return inSnapshot(connection -> List.copyOf(completeness(connection).values()));
    }

    private static SortedMap<String, RegionCompleteness> completeness(Connection connection) throws SQLException {
        var troubled = troubled(connection);
        var regions = new TreeMap<String, RegionCompleteness>();
        try (var select = connection.prepareStatement(COMPLETENESS)) {
            select.setLong(1, SILENCE.toSeconds());
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    var region = row.getString("region");
                    regions.put(
                            region,
                            new RegionCompleteness(
                                    region,
                                    instant(row, "complete_to"),
                                    row.getLong("missing"),
                                    row.getLong("in_flight"),
                                    row.getInt("uncertain"),
                                    millis(row.getDouble("oldest_unforwarded")),
                                    seconds(row, "skew"),
                                    seconds(row, "behind_at_most"),
                                    troubled.getOrDefault(region, List.of())));
                }
            }
        }
        return regions;
    }

    private static Map<String, List<TroubledSource>> troubled(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement(TROUBLED)) {
            select.setLong(1, SILENCE.toSeconds());
            return sourceFacts(select).stream()
                    .collect(Collectors.groupingBy(
                            SourceFacts::region, Collectors.mapping(SourceFacts::troubled, Collectors.toList())));
        }
    }

    private <T> T inSnapshot(Question<T> question) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (var begin = connection.createStatement()) {
                begin.execute("set transaction isolation level repeatable read, read only");
                begin.execute("set local jit = off");
                return question.ask(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private static List<SourceFacts> sourceFacts(PreparedStatement select) throws SQLException {
        var facts = new ArrayList<SourceFacts>();
        try (var row = select.executeQuery()) {
            while (row.next()) {
                facts.add(sourceFacts(row));
            }
        }
        return facts;
    }

    private static SourceFacts sourceFacts(ResultSet row) throws SQLException {
        var missing = SeqRanges.parse(row.getString("missing_ranges")).list();
        return new SourceFacts(
                row.getString("region"),
                row.getString("edge"),
                row.getString("source"),
                instant(row, "started_at"),
                row.getString("state"),
                row.getLong("received"),
                row.getLong("stored_clicks"),
                row.getLong("stored_watermarks"),
                row.getLong("quarantined"),
                row.getLong("absent"),
                row.getLong("written_off"),
                row.getLong("duplicates"),
                row.getLong("late_after_write_off"),
                row.getLong("declared"),
                row.getLong("missing"),
                row.getLong("in_flight"),
                row.getLong("unrecorded"),
                missing.subList(0, Math.min(SourceFacts.MAX_RANGES, missing.size())),
                instant(row, "time_through"),
                instant(row, "complete_to"),
                row.getObject("heard_at", OffsetDateTime.class).toInstant(),
                instant(row, "last_watermark_at"),
                row.getBoolean("is_silent"),
                row.getBoolean("is_lost"),
                millis(row.getDouble("oldest_unforwarded")),
                seconds(row, "skew"),
                seconds(row, "behind_at_most"),
                Optional.ofNullable(row.getObject("config_version", Long.class)),
                instant(row, "config_applied_at"));
    }

    private static RegionFacts regionFacts(ResultSet row, Map<String, RegionCompleteness> completeness)
            throws SQLException {
        return new RegionFacts(
                Objects.requireNonNull(completeness.get(row.getString("region"))),
                row.getLong("sources"),
                row.getLong("open"),
                row.getLong("received"),
                row.getLong("stored_clicks"),
                row.getLong("stored_watermarks"),
                row.getLong("quarantined"),
                row.getLong("absent"),
                row.getLong("written_off"),
                row.getLong("duplicates"),
                row.getLong("late_after_write_off"),
                row.getLong("declared"),
                row.getLong("unrecorded"));
    }

    private static Optional<Double> seconds(ResultSet row, String column) throws SQLException {
        double seconds = row.getDouble(column);
        return row.wasNull() ? Optional.empty() : Optional.of(millis(seconds));
    }

    /** As precise as the clocks that are compared; never minus zero. */
    private static double millis(double seconds) {
        return Math.round(seconds * 1_000) / 1_000.0;
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
