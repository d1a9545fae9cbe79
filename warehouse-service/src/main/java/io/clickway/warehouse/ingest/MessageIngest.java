package io.clickway.warehouse.ingest;

import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.unpack.BatchMessage;
import io.clickway.warehouse.unpack.BatchUnpacker;
import io.clickway.warehouse.unpack.UnpackedBatch;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Opens messages and stores what they hold, a few handfuls at once whatever the number of regions: opened, a handful takes
 * several times the memory of its messages. Thread-safe.
 */
public final class MessageIngest {

    private final BatchUnpacker unpacker;
    private final BatchIngest ingest;
    private final Semaphore room;
    private final Listener stored;

    /** Told of batches that are stored now, before their messages are acknowledged. */
    @FunctionalInterface
    public interface Listener {

        /** @param received when the batches were about to be opened */
        void stored(List<UnpackedBatch> batches, Instant received, Instant committed);
    }

    /** As the other one, and nobody is told. */
    public MessageIngest(BatchUnpacker unpacker, BatchIngest ingest, int atOnce) {
        this(unpacker, ingest, atOnce, (_, _, _) -> {});
    }

    /** @param atOnce how many handfuls are open at a time; others wait with their messages closed */
    public MessageIngest(BatchUnpacker unpacker, BatchIngest ingest, int atOnce, Listener stored) {
        this.unpacker = unpacker;
        this.ingest = ingest;
        this.room = new Semaphore(atOnce, true);
        this.stored = stored;
    }

    /** @throws SQLException when Postgres is away, full or busy: wait and try again */
    public Ingested store(List<BatchMessage> messages) throws SQLException {
        room.acquireUninterruptibly();
        try {
            var received = Instant.now();
            var batches = messages.stream().map(unpacker::unpack).toList();
            var ingested = ingest.store(batches);
            stored.stored(batches, received, Instant.now());
            return ingested;
        } finally {
            room.release();
        }
    }

    /** Puts a message into quarantine without opening it. */
    public Ingested keepClosed(BatchMessage message, QuarantineCause cause, String why) throws SQLException {
        return ingest.store(List.<UnpackedBatch>of(BatchUnpacker.refuse(message, cause, why)));
    }
}
