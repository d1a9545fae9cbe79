package io.clickway.warehouse.quarantine;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRanges;
import io.clickway.warehouse.ledger.LedgerTrail;
import io.clickway.warehouse.ledger.PostgresLedger;
import io.clickway.warehouse.ledger.SourceBook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Throws something out of quarantine for good: the numbers it stands for move from received to absent, with a reason, and are
 * refused should they come again. The thing itself stays to be looked at. Locks sources first, then quarantine, as ingestion
 * does.
 */
public final class Discard {

    private static final String SOURCES = """
            select
                l.source_id,
                l.region
            from quarantine_ranges r
                join edge_ledger l using (source_no)
            where r.quarantine_id = ?
              and r.seqs <> '{}'
            """;

    private static final String LOCK = """
            select
                state,
                region
            from quarantine
            where quarantine_id = ?
            for update
            """;

    private static final String LOCK_RANGES = """
            select
                source_no,
                seqs::text
            from quarantine_ranges
            where quarantine_id = ?
              and seqs <> '{}'
            order by source_no
            for update
            """;

    private static final String EMPTY_RANGES = """
            update quarantine_ranges
            set seqs = '{}'
            where quarantine_id = ?
            """;

    private static final String DISCARD = """
            update quarantine
            set
                state = 'discarded',
                settled_at = clock_timestamp(),
                settled_by = ?,
                reason = ?
            where quarantine_id = ?
            """;

    /** The thing may answer for one more source between the look and the lock; then the look is repeated. */
    private static final int MAX_LOOKS = 5;

    private final DataSource dataSource;
    private final PostgresLedger ledger = new PostgresLedger();

    public Discard(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public sealed interface Outcome {

        record Unknown() implements Outcome {}

        /** @param state it was healed, retried or discarded before */
        record Settled(String state) implements Outcome {}

        /** @param events how many numbers became absent */
        record Done(long events) implements Outcome {}
    }

    public Outcome discard(long id, String who, String reason) throws SQLException {
        for (int look = 1; look < MAX_LOOKS; look++) {
            var outcome = attempt(id, who, reason);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw new SQLException("quarantine " + id + " keeps changing while it is discarded", "40001");
    }

    private Optional<Outcome> attempt(long id, String who, String reason) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var outcome = discard(connection, id, who, reason);
                if (outcome.isPresent()) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
                return outcome;
            } catch (SQLException failed) {
                connection.rollback();
                throw failed;
            }
        }
    }

    private Optional<Outcome> discard(Connection connection, long id, String who, String reason) throws SQLException {
        var books = new HashMap<Integer, SourceBook>();
        var sources = sources(connection, id);
        if (!sources.isEmpty()) {
            ledger.lock(connection, sources).values().forEach(book -> books.put(book.sourceNo(), book));
        }
        var region = "";
        try (var lock = connection.prepareStatement(LOCK)) {
            lock.setLong(1, id);
            try (var row = lock.executeQuery()) {
                if (!row.next()) {
                    return Optional.of(new Outcome.Unknown());
                }
                if (!row.getString("state").equals("kept")) {
                    return Optional.of(new Outcome.Settled(row.getString("state")));
                }
                region = row.getString("region");
            }
        }
        var ranges = ranges(connection, id);
        if (!books.keySet().containsAll(ranges.keySet())) {
            return Optional.empty();
        }
        long events = 0;
        var entries = new ArrayList<SourceBook.Entry>();
        for (var range : ranges.entrySet()) {
            var book = Objects.requireNonNull(books.get(range.getKey()));
            book.discard(range.getValue());
            entries.add(book.settle());
            events += range.getValue().count();
            LedgerTrail.add(connection, entry(who, Optional.of(range.getKey()), region, range.getValue(), reason, id));
        }
        if (ranges.isEmpty()) {
            LedgerTrail.add(connection, entry(who, Optional.empty(), region, new SeqRanges(), reason, id));
        }
        ledger.write(connection, entries);
        settle(connection, id, who, reason);
        return Optional.of(new Outcome.Done(events));
    }

    private static LedgerTrail.Entry entry(
            String who, Optional<Integer> sourceNo, String region, SeqRanges ranges, String reason, long id) {
        return new LedgerTrail.Entry(
                who, LedgerTrail.Action.DISCARD, sourceNo, region, ranges, reason, Optional.of(id));
    }

    private static SortedMap<SourceId, String> sources(Connection connection, long id) throws SQLException {
        var sources = new TreeMap<SourceId, String>();
        try (var select = connection.prepareStatement(SOURCES)) {
            select.setLong(1, id);
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    sources.put(new SourceId(row.getLong(1)), row.getString(2));
                }
            }
        }
        return sources;
    }

    private static Map<Integer, SeqRanges> ranges(Connection connection, long id) throws SQLException {
        var ranges = new TreeMap<Integer, SeqRanges>();
        try (var select = connection.prepareStatement(LOCK_RANGES)) {
            select.setLong(1, id);
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    ranges.put(row.getInt(1), SeqRanges.parse(row.getString(2)));
                }
            }
        }
        return ranges;
    }

    private static void settle(Connection connection, long id, String who, String reason) throws SQLException {
        try (var empty = connection.prepareStatement(EMPTY_RANGES);
                var discard = connection.prepareStatement(DISCARD)) {
            empty.setLong(1, id);
            empty.executeUpdate();
            discard.setString(1, who);
            discard.setString(2, reason);
            discard.setLong(3, id);
            discard.executeUpdate();
        }
    }
}
