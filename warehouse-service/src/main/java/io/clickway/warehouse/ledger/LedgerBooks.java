package io.clickway.warehouse.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Reads the ledger for people and reports. Each call is one statement, so its figures belong together. Thread-safe. */
public final class LedgerBooks {

    /** A source that is not over and says nothing for this long is silent. */
    public static final Duration SILENCE = Duration.ofSeconds(60);

    private static final String PER_SOURCE = """
            select
                region,
                edge,
                lpad(to_hex(source_id), 16, '0') as source,
                started_at,
                state,
                (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(received) as r) as received,
                stored_clicks,
                stored_watermarks,
                quarantined,
                (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(absent) as r) as absent,
                duplicates,
                declared,
                missing,
                in_flight,
                (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(unrecorded - received - absent) as r)
                    as unrecorded,
                time_through,
                complete_to,
                last_watermark_at,
                state in ('open', 'draining')
                    and coalesce(last_watermark_at, first_seen_at) < now() - make_interval(secs => ?) as is_silent,
                config_version,
                config_applied_at
            from edge_ledger
            """;

    private static final String ORDER_AND_LIMIT = """
            order by
                state in ('closed', 'ended'),
                region,
                edge,
                source_no desc
            limit ?
            """;

    private static final String PER_REGION = """
            with source as (
                select
                    *,
                    stored_clicks + stored_watermarks > 0 as is_known,
                    state in ('open', 'draining') as is_open,
                    state in ('open', 'draining') or missing > 0 or in_flight > 0 as is_pending
                from edge_ledger)
            select
                region,
                case
                    when bool_or(is_known and is_pending and complete_to is null) then null
                    when bool_or(is_known and is_pending) then min(complete_to) filter (where is_known and is_pending)
                    else max(complete_to)
                end as complete_to,
                coalesce(sum(missing), 0) as missing,
                coalesce(sum(in_flight), 0) as in_flight,
                count(*) filter (
                    where is_known
                      and is_open
                      and coalesce(last_watermark_at, first_seen_at) < now() - make_interval(secs => ?)) as uncertain,
                count(*) as sources,
                count(*) filter (where is_open) as open,
                coalesce(sum((select sum(upper(r) - lower(r)) from unnest(received) as r)), 0) as received,
                coalesce(sum(stored_clicks), 0) as stored_clicks,
                coalesce(sum(stored_watermarks), 0) as stored_watermarks,
                coalesce(sum(quarantined), 0) as quarantined,
                coalesce(sum((select sum(upper(r) - lower(r)) from unnest(absent) as r)), 0) as absent,
                coalesce(sum(duplicates), 0) as duplicates,
                coalesce(sum(declared), 0) as declared,
                coalesce(sum((select sum(upper(r) - lower(r)) from unnest(unrecorded - received - absent) as r)), 0)
                    as unrecorded
            from source
            group by region
            order by region
            """;

    private final DataSource dataSource;

    public LedgerBooks(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Sources that are not over first, then the newest. */
    public List<SourceFacts> sources(int limit) throws SQLException {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(PER_SOURCE + ORDER_AND_LIMIT)) {
            select.setLong(1, SILENCE.toSeconds());
            select.setInt(2, limit);
            var facts = new ArrayList<SourceFacts>();
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    facts.add(sourceFacts(row));
                }
            }
            return facts;
        }
    }

    public List<RegionFacts> regions() throws SQLException {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(PER_REGION)) {
            select.setLong(1, SILENCE.toSeconds());
            var facts = new ArrayList<RegionFacts>();
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    facts.add(regionFacts(row));
                }
            }
            return facts;
        }
    }

    public List<RegionCompleteness> completeness() throws SQLException {
        return regions().stream().map(RegionFacts::completeness).toList();
    }

    private static SourceFacts sourceFacts(ResultSet row) throws SQLException {
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
                row.getLong("duplicates"),
                row.getLong("declared"),
                row.getLong("missing"),
                row.getLong("in_flight"),
                row.getLong("unrecorded"),
                instant(row, "time_through"),
                instant(row, "complete_to"),
                instant(row, "last_watermark_at"),
                row.getBoolean("is_silent"),
                Optional.ofNullable(row.getObject("config_version", Long.class)),
                instant(row, "config_applied_at"));
    }

    private static RegionFacts regionFacts(ResultSet row) throws SQLException {
        return new RegionFacts(
                new RegionCompleteness(
                        row.getString("region"),
                        instant(row, "complete_to"),
                        row.getLong("missing"),
                        row.getLong("in_flight"),
                        row.getInt("uncertain")),
                row.getLong("sources"),
                row.getLong("open"),
                row.getLong("received"),
                row.getLong("stored_clicks"),
                row.getLong("stored_watermarks"),
                row.getLong("quarantined"),
                row.getLong("absent"),
                row.getLong("duplicates"),
                row.getLong("declared"),
                row.getLong("unrecorded"));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
