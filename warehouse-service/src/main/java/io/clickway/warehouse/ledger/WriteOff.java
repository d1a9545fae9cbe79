package io.clickway.warehouse.ledger;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRanges;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Closes a silent or lost source for ever, as an operator decides: whatever it gave out and never arrived becomes absent, and
 * is refused should it come after all. Numbers beyond the source's last word are nobody's knowledge; they can't be written
 * off and are stored if they come.
 */
public final class WriteOff {

    private static final String FIND = """
            select region
            from ledger_all
            where source_id = ?
            """;

    private static final String STATE = """
            select
                coalesce(last_watermark_at, first_seen_at) as heard_at,
                coalesce(last_watermark_at, first_seen_at) > clock_timestamp() - make_interval(secs => ?) as is_speaking,
                settled_to is not null as is_settled,
                in_flight
            from edge_ledger
            where source_id = ?
            """;

    private final DataSource dataSource;
    private final PostgresLedger ledger = new PostgresLedger();

    public WriteOff(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    public sealed interface Outcome {

        /** @param inFlight how many of the numbers lay in the edge's spool by its last word */
        record Done(SeqRanges ranges, long inFlight) implements Outcome {}

        record UnknownSource() implements Outcome {}

        record StillSpeaks(Instant heardAt) implements Outcome {}

        /** The source is over and lacks nothing. */
        record NothingMissing() implements Outcome {}
    }

    public Outcome writeOff(SourceId source, String who, String reason) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var outcome = writeOff(connection, source, who, reason);
                connection.commit();
                return outcome;
            } catch (SQLException failed) {
                connection.rollback();
                throw failed;
            }
        }
    }

    private Outcome writeOff(Connection connection, SourceId source, String who, String reason) throws SQLException {
        var region = region(connection, source);
        if (region.isEmpty()) {
            return new Outcome.UnknownSource();
        }
        var books = ledger.lock(connection, new TreeMap<>(Map.of(source, region.get())));
        var book = books.get(source);
        if (book == null) {
            return new Outcome.UnknownSource();
        }
        try (var select = connection.prepareStatement(STATE)) {
            select.setLong(1, LedgerBooks.SILENCE.toSeconds());
            select.setLong(2, source.bits());
            try (var row = select.executeQuery()) {
                row.next();
                if (row.getBoolean("is_settled")) {
                    return new Outcome.NothingMissing();
                }
                if (row.getBoolean("is_speaking")) {
                    return new Outcome.StillSpeaks(
                            row.getObject("heard_at", OffsetDateTime.class).toInstant());
                }
                var lost = book.writeOff();
                ledger.write(connection, List.of(book.settle()));
                LedgerTrail.add(
                        connection,
                        new LedgerTrail.Entry(
                                who,
                                LedgerTrail.Action.WRITE_OFF,
                                Optional.of(book.sourceNo()),
                                region.get(),
                                lost,
                                reason,
                                Optional.empty()));
                return new Outcome.Done(lost, row.getLong("in_flight"));
            }
        }
    }

    private static Optional<String> region(Connection connection, SourceId source) throws SQLException {
        try (var select = connection.prepareStatement(FIND)) {
            select.setLong(1, source.bits());
            try (var row = select.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }
}
