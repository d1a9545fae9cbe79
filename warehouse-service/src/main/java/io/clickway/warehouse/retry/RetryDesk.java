package io.clickway.warehouse.retry;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnknownFieldSet;
import io.clickway.event.proto.Event;
import io.clickway.warehouse.ingest.BatchIngest;
import io.clickway.warehouse.ingest.Ingested;
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
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;

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

    /** The claim ends by itself, should its owner die. */
    private static final String CLAIM_DUE = """
            update quarantine
            set due_at = clock_timestamp() + interval '1 minute'
            where quarantine_id in (
                select quarantine_id
                from quarantine
                where state = 'kept'
                  and cause = 'ahead-of-time'
                  and (due_at is null or due_at <= clock_timestamp())
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
                due_at = coalesce(?, due_at),
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
            case UnpackedBatch.Unreadable unreadable -> keep(thing, why(unreadable), OptionalLong.empty());
            case UnpackedBatch.Read read -> {
                if (thing.event().isPresent() && read.events().getFirst() instanceof BadEvent bad) {
                    yield keep(thing, why(bad), dueMillis(thing, bad));
                }
                yield store(thing, read, who);
            }
        };
    }

    /** Tries events again that were ahead of time and whose time has come. Several instances share the work. */
    public int retryDue() throws SQLException {
        int stored = 0;
        for (long id : claimDue()) {
            if (retry(id, false, Optional.empty()) instanceof Outcome.Stored) {
                stored++;
            }
        }
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
                OptionalLong.empty(),
                mayBeThrough,
                who);
        if (state.equals("retried") || state.equals("healed")) {
            return new Outcome.Stored(events);
        }
        return new Outcome.Kept(events, why.isEmpty() ? "its day takes no rows any more" : why);
    }

    private Outcome keep(KeptThing thing, String why, OptionalLong dueMillis) throws SQLException {
        note(thing.id(), why, dueMillis, false, Optional.empty());
        return new Outcome.Kept(0, why);
    }

    /** @return the state it has now; empty when it was discarded at the same time */
    private String note(long id, String what, OptionalLong dueMillis, boolean mayBeThrough, Optional<String> who)
            throws SQLException {
        try (var connection = dataSource.getConnection();
                var update = connection.prepareStatement(NOTE)) {
            update.setString(1, what.length() <= 500 ? what : what.substring(0, 500));
            if (dueMillis.isPresent()) {
                update.setObject(2, Instant.ofEpochMilli(dueMillis.getAsLong()).atOffset(ZoneOffset.UTC));
            } else {
                update.setNull(2, Types.TIMESTAMP_WITH_TIMEZONE);
            }
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

    private static OptionalLong dueMillis(KeptThing thing, BadEvent bad) {
        if (bad.cause() != QuarantineCause.AHEAD_OF_TIME) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Event.parseFrom(thing.message().body()).getIdHigh() >>> 16);
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("an event whose time was read can't be read", impossible);
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
