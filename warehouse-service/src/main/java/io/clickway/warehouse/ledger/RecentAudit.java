package io.clickway.warehouse.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Compares what was booked lately with what lies in the tables. A source's events never go back in time, so between two of
 * its watermarks lie exactly the rows of the numbers between them: a look at the last minutes audits those numbers whole,
 * however old the source is. Beside that, each source that is not through must have received as much as it has stored or in
 * quarantine, and a reason for all that is absent. One snapshot; bounded by rows and by time.
 */
public final class RecentAudit {

    /** One instance at a time audits; the number is Clickway's own choice. */
    private static final long ADVISORY_LOCK = 0x636c69636b617564L;

    private static final long MAX_ROWS = 2_000_000;

    /** What was committed lately may still be on its way through another instance's clock. */
    private static final Duration REST = Duration.ofSeconds(10);

    private static final String ROWS = """
            select coalesce(sum(clicks), 0)
            from clicks_per_minute
            where minute_at >= ?
              and minute_at < ?
            """;

    private static final String DIFFERENCES = """
            with span (since, until) as (
                values (?::timestamptz, ?::timestamptz)),
            bounds as (
                select
                    w.source_no,
                    min(w.seq) as lo,
                    max(w.seq) as hi
                from watermarks w, span
                where w.occurred_at >= span.since
                  and w.occurred_at < span.until
                group by w.source_no
                having min(w.seq) < max(w.seq)),
            stored as (
                select
                    e.source_no,
                    range_agg(int8range(e.seq, e.seq, '[]')) as seqs,
                    count(*) as n
                from span, (
                    select source_no, seq, occurred_at from clicks
                    union all
                    select source_no, seq, occurred_at from watermarks) as e
                    join bounds b using (source_no)
                where e.occurred_at >= span.since
                  and e.occurred_at < span.until
                  and e.seq between b.lo and b.hi
                group by e.source_no),
            aside as (
                select
                    q.source_no,
                    range_agg(r) as seqs
                from quarantine_ranges q, unnest(q.seqs) as r
                where q.source_no in (select source_no from bounds)
                group by q.source_no),
            audited as (
                select
                    l.source_id,
                    l.received * int8multirange(int8range(b.lo, b.hi, '[]'))
                        - coalesce(a.seqs, '{}') - coalesce(s.seqs, '{}') as nowhere,
                    coalesce(s.seqs, '{}') - l.received as unbooked,
                    coalesce(s.seqs, '{}') * coalesce(a.seqs, '{}') as stored_and_aside,
                    coalesce(s.n, 0) - (
                        select coalesce(sum(upper(r) - lower(r)), 0)
                        from unnest(s.seqs) as r) as doubled
                from bounds b
                    join edge_ledger l using (source_no)
                    left join stored s using (source_no)
                    left join aside a using (source_no))
            select
                source_id,
                concat_ws(
                    ', ',
                    case when nowhere <> '{}' then 'booked but nowhere ' || nowhere end,
                    case when unbooked <> '{}' then 'stored but not booked ' || unbooked end,
                    case when stored_and_aside <> '{}' then 'stored and in quarantine ' || stored_and_aside end,
                    case when doubled > 0 then doubled || ' rows too many' end) as what
            from audited
            where nowhere <> '{}'
               or unbooked <> '{}'
               or stored_and_aside <> '{}'
               or doubled > 0
            union all
            select
                source_id,
                'received ' || received || ', but stored and in quarantine ' || kept
                    || ', absent ' || absent || ', but with a reason ' || explained
            from (
                select
                    l.source_id,
                    (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(l.received) as r) as received,
                    l.stored_clicks + l.stored_watermarks + l.quarantined as kept,
                    (select coalesce(sum(upper(r) - lower(r)), 0) from unnest(l.absent) as r) as absent,
                    (select coalesce(sum(count), 0) from ledger_audit a where a.source_no = l.source_no) as explained
                from edge_ledger l
                where l.settled_to is null
                   or l.source_no in (select source_no from bounds)) as summed
            where received <> kept
               or absent <> explained
            limit 100
            """;

    private final DataSource dataSource;
    private final Duration window;

    /** @param window how far back it looks; less when more than two million clicks lie there */
    public RecentAudit(DataSource dataSource, Duration window) {
        this.dataSource = dataSource;
        this.window = window;
    }

    /** @param source 16 hex digits */
    public record Difference(String source, String what) {}

    /** Empty when another instance is at it; else at most a hundred differences, none being the good answer. */
    public Optional<List<Difference>> differences(Instant now) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                begin(connection);
                if (!isMine(connection)) {
                    return Optional.empty();
                }
                var until = now.minus(REST);
                return Optional.of(compare(connection, since(connection, until), until));
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static void begin(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set transaction isolation level repeatable read, read only");
            statement.execute("set local statement_timeout = '30s'");
            // A young partition has no statistics yet, and the planner would read all of it.
            statement.execute("set local enable_seqscan = off");
            statement.execute("set local jit = off");
        }
    }

    private static boolean isMine(Connection connection) throws SQLException {
        try (var lock = connection.prepareStatement("select pg_try_advisory_xact_lock(?)")) {
            lock.setLong(1, ADVISORY_LOCK);
            try (var row = lock.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private Instant since(Connection connection, Instant until) throws SQLException {
        var since = until.minus(window);
        try (var sum = connection.prepareStatement(ROWS)) {
            sum.setObject(1, time(since));
            sum.setObject(2, time(until));
            try (var row = sum.executeQuery()) {
                row.next();
                long rows = row.getLong(1);
                return rows <= MAX_ROWS
                        ? since
                        : until.minus(window.multipliedBy(MAX_ROWS).dividedBy(rows));
            }
        }
    }

    private static List<Difference> compare(Connection connection, Instant since, Instant until) throws SQLException {
        try (var select = connection.prepareStatement(DIFFERENCES)) {
            select.setObject(1, time(since));
            select.setObject(2, time(until));
            var differences = new ArrayList<Difference>();
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    differences.add(new Difference(String.format("%016x", row.getLong(1)), row.getString(2)));
                }
            }
            return differences;
        }
    }

    private static OffsetDateTime time(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
