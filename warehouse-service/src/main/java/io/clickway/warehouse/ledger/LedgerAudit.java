package io.clickway.warehouse.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Compares the ledger with what is stored: per source the numbers of its rows in {@code clicks}, {@code watermarks} and
 * quarantine must be exactly the received ones. Reads every row; {@code docs/sql/audit.sql} asks the same of psql.
 */
public final class LedgerAudit {

    private static final String DIFFERENCES = """
            with numbers as (
                select source_no, seq from clicks
                union all
                select source_no, seq from watermarks),
            runs as (
                select source_no, int8range(min(seq), max(seq), '[]') as r
                from (
                    select source_no, seq, seq - dense_rank() over (partition by source_no order by seq) as run
                    from numbers) as ranked
                group by source_no, run),
            lying as (
                select
                    source_no,
                    range_agg(r) as seqs
                from (
                    select source_no, r from runs
                    union all
                    select q.source_no, r from quarantine_ranges q, unnest(q.seqs) as r) as events
                group by source_no)
            select
                l.source_no,
                lpad(to_hex(l.source_id), 16, '0'),
                (l.received - coalesce(s.seqs, '{}'))::text,
                (coalesce(s.seqs, '{}') - l.received)::text
            from ledger_all l
                left join lying s using (source_no)
            where l.received <> coalesce(s.seqs, '{}')
            order by l.source_no
            """;

    private final DataSource dataSource;

    public LedgerAudit(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Sources whose books don't balance; none is the good answer. */
    public List<Difference> differences() throws SQLException {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(DIFFERENCES);
                var row = select.executeQuery()) {
            var differences = new ArrayList<Difference>();
            while (row.next()) {
                differences.add(new Difference(row.getInt(1), row.getString(2), row.getString(3), row.getString(4)));
            }
            return differences;
        }
    }

    /** Both sets are texts of int8multirange. */
    public record Difference(int sourceNo, String source, String receivedButNowhere, String storedButNotReceived) {}
}
