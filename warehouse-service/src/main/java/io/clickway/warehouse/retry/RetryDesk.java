package io.clickway.warehouse.retry;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnknownFieldSet;
import io.clickway.event.proto.Event;
import io.clickway.warehouse.ingest.BatchIngest;
import io.clickway.warehouse.ingest.Ingested;
import io.clickway.warehouse.quarantine.Due;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.quarantine.QuarantineDesk;
import io.clickway.warehouse.unpack.BatchUnpacker;
import io.clickway.warehouse.unpack.EventReading;
import io.clickway.warehouse.unpack.EventTimes;
import io.clickway.warehouse.unpack.UnpackedBatch;
import io.clickway.warehouse.unpack.UnpackedEvent.BadEvent;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tries things in quarantine again by the path that a delivery takes, so the ledger's locks make it safe beside ingestion and
 * other instances. What it writes down of a try is a transaction of its own: a crash in between leaves the thing healed
 * instead of retried.
 */
public final class RetryDesk implements QuarantineDesk {

    /** Whoever waives the age can make this many daily partitions at most. */
    private static final Duration OLDEST_WHEN_WAIVED = Duration.ofDays(3_653);

    /** Tries share connections and memory with what is delivered, and must leave it most of both. */
    private static final int AT_ONCE = 2;

    private static final int MAX_EVENTS_SHOWN = 50;
    private static final int DUE_AT_ONCE = 100;

    /** Then it waits for its next turn; live batches come first. */
    private static final Duration DUE_WITHIN = Duration.ofSeconds(20);

    /** The claim ends by itself, should its owner die. */
    private static final String CLAIM_DUE = """
            update quarantine
            set due_at = clock_timestamp() + interval '1 minute'
            where quarantine_id in (
                select quarantine_id
                from quarantine
                where state = 'kept'
                  and cause = 'ahead-of-time'
                  and due_at <= clock_timestamp()
                order by due_at nulls first
                limit ?
                for update skip locked)
            returning quarantine_id
            """;

    private static final String NOTE = """
            update quarantine q
            set
                retries = retries + 1,
                last_retry_at = clock_timestamp(),
                last_retry = ?,
                due_at = case when cause = 'ahead-of-time' then ?::timestamptz end,
                state = case when is_through then 'retried' else q.state end,
                settled_at = case when is_through then clock_timestamp() else q.settled_at end,
                settled_by = case when is_through then ? else q.settled_by end
            from (
                select ? and not exists (
                    select
                    from quarantine_ranges
                    where quarantine_id = ?
                      and seqs <> '{}') as is_through) as judged
            where quarantine_id = ?
              and state in ('kept', 'healed')
            returning q.state
            """;

    private final DataSource dataSource;
    private final BatchIngest ingest;
    private final EventTimes times;
    private final BatchUnpacker unpacker;
    private final BatchUnpacker lenientUnpacker;
    private final Semaphore room = new Semaphore(AT_ONCE, true);

    /** @param ingest one that counts no repeats */
    public RetryDesk(DataSource dataSource, BatchIngest ingest, EventTimes times) {
        this.dataSource = dataSource;
        this.ingest = ingest;
        this.times = times;
        this.unpacker = new BatchUnpacker(new EventReading(times));
        var oldest = times.retention().compareTo(OLDEST_WHEN_WAIVED) > 0 ? times.retention() : OLDEST_WHEN_WAIVED;
        this.lenientUnpacker = new BatchUnpacker(
                new EventReading(new EventTimes(oldest, times.ahead(), times.daysAhead(), times.clock())));
    }

    @Override
    public Outcome retry(long id, boolean waivesAge, Optional<String> who) throws SQLException {
        room.acquireUninterruptibly();
        try {
            return retryNow(id, waivesAge, who);
        } finally {
            room.release();
        }
    }

    private Outcome retryNow(long id, boolean waivesAge, Optional<String> who) throws SQLException {
        var found = find(id);
        if (found.isEmpty()) {
            return new Outcome.Unknown();
        }
        var thing = found.get();
        if (!thing.state().equals("kept")) {
            return new Outcome.Settled(thing.state());
        }
        return switch (unpack(thing, waivesAge ? lenientUnpacker : unpacker)) {
            case UnpackedBatch.Unreadable unreadable -> keep(thing, why(unreadable), null);
            case UnpackedBatch.Read read -> {
                if (thing.event().isPresent() && read.events().getFirst() instanceof BadEvent bad) {
                    yield keep(
                            thing, why(bad), Due.of(bad.cause(), thing.message().body()));
                }
                yield store(thing, read, who);
            }
        };
    }

    /** Tries events again that were ahead of time and whose time has come. Several instances share the work. */
    public int retryDue() throws SQLException {
        int stored = 0;
        long until = System.nanoTime() + DUE_WITHIN.toNanos();
        List<Long> due;
        do {
            due = claimDue();
            for (long id : due) {
                if (retry(id, false, Optional.empty()) instanceof Outcome.Stored) {
                    stored++;
                }
            }
        } while (due.size() == DUE_AT_ONCE && System.nanoTime() - until < 0);
        return stored;
    }

    @Override
    public Optional<Reading> read(long id) throws SQLException {
        return find(id).map(thing -> switch (unpack(thing, unpacker)) {
            case UnpackedBatch.Unreadable unreadable -> new Reading(why(unreadable), List.of());
            case UnpackedBatch.Read read -> reading(read);
        });
    }

    private Optional<KeptThing> find(long id) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            return KeptThing.find(connection, id);
        }
    }

    private UnpackedBatch unpack(KeptThing thing, BatchUnpacker with) {
        if (thing.event().isPresent()) {
            return with.unpackEvent(
                    thing.message(),
                    thing.event().get(),
                    thing.message().body(),
                    times.clock().instant());
        }
        return thing.message().type().equals(BatchUnpacker.TYPE_DAMAGED)
                ? with.unpackDamaged(thing.message())
                : with.unpack(thing.message());
    }

    private Outcome store(KeptThing thing, UnpackedBatch.Read read, Optional<String> who) throws SQLException {
        var ingested = ingest.store(List.of(read));
        long events = ingested.clicks() + ingested.watermarks();
        var why = ingested.quarantined().isEmpty() ? "" : "refused again: " + causes(ingested);
        boolean mayBeThrough = thing.event().isEmpty() || ingested.quarantined().isEmpty();
        var state = note(
                thing.id(),
                why.isEmpty() ? events + " events stored" : events + " events stored, the rest " + why,
                null,
                mayBeThrough,
                who);
        if (state.equals("retried") || state.equals("healed")) {
            return new Outcome.Stored(events);
        }
        return new Outcome.Kept(events, why.isEmpty() ? "its day takes no rows any more" : why);
    }

    private Outcome keep(KeptThing thing, String why, @Nullable OffsetDateTime due) throws SQLException {
        note(thing.id(), why, due, false, Optional.empty());
        return new Outcome.Kept(0, why);
    }

    /** @return the state it has now; empty when it was discarded at the same time */
    private String note(long id, String what, @Nullable OffsetDateTime due, boolean mayBeThrough, Optional<String> who)
            throws SQLException {
        try (var connection = dataSource.getConnection();
                var update = connection.prepareStatement(NOTE)) {
            update.setString(1, what.length() <= 500 ? what : what.substring(0, 500));
            update.setObject(2, due, Types.TIMESTAMP_WITH_TIMEZONE);
            update.setString(3, who.orElse(null));
            update.setBoolean(4, mayBeThrough);
            update.setLong(5, id);
            update.setLong(6, id);
            try (var row = update.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }

    private List<Long> claimDue() throws SQLException {
        try (var connection = dataSource.getConnection();
                var claim = connection.prepareStatement(CLAIM_DUE)) {
            claim.setInt(1, DUE_AT_ONCE);
            var due = new ArrayList<Long>();
            try (var row = claim.executeQuery()) {
                while (row.next()) {
                    due.add(row.getLong(1));
                }
            }
            return due;
        }
    }

    private static Reading reading(UnpackedBatch.Read read) {
        var events = new ArrayList<String>();
        long bad = 0;
        var first = "";
        for (var event : read.events()) {
            var text = text(event.place().bytes());
            if (event instanceof BadEvent fault) {
                bad++;
                first = first.isEmpty() ? why(fault) : first;
                text = why(fault) + '\n' + text;
            }
            if (events.size() < MAX_EVENTS_SHOWN) {
                events.add(event.place().source() + ":" + event.place().seq() + ' ' + text);
            }
        }
        return new Reading(bad == 0 ? "readable" : bad + " of " + read.events().size() + " events: " + first, events);
    }

    /** Protobuf text; field numbers where the bytes are no event, nothing where they are not even protobuf. */
    private static String text(byte[] bytes) {
        try {
            return TextFormat.printer().escapingNonAscii(false).printToString(Event.parseFrom(bytes));
        } catch (InvalidProtocolBufferException noEvent) {
            try {
                return UnknownFieldSet.newBuilder()
                        .mergeFrom(CodedInputStream.newInstance(bytes))
                        .build()
                        .toString();
            } catch (IOException noProtobuf) {
                return "";
            }
        }
    }

    private static String why(BadEvent bad) {
        return bad.cause().code() + ": " + bad.detail();
    }

    private static String why(UnpackedBatch.Unreadable unreadable) {
        return unreadable.cause().code() + ": " + unreadable.detail();
    }

    private static String causes(Ingested ingested) {
        return String.join(
                ", ",
                ingested.quarantined().keySet().stream()
                        .map(QuarantineCause::code)
                        .toList());
    }
}
