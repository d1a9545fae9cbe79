package io.clickway.warehouse.ingest;

import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.unpack.BatchMessage;
import io.clickway.warehouse.unpack.BatchUnpacker;
import io.clickway.warehouse.unpack.UnpackedBatch;
import java.sql.SQLException;
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

    /** @param atOnce how many handfuls are open at a time; others wait with their messages closed */
    public MessageIngest(BatchUnpacker unpacker, BatchIngest ingest, int atOnce) {
        this.unpacker = unpacker;
        this.ingest = ingest;
        this.room = new Semaphore(atOnce, true);
    }

    /** @throws SQLException when Postgres is away, full or busy: wait and try again */
    public Ingested store(List<BatchMessage> messages) throws SQLException {
        room.acquireUninterruptibly();
        try {
            return ingest.store(messages.stream().map(unpacker::unpack).toList());
        } finally {
            room.release();
        }
    }

    /** Puts a message into quarantine without opening it. */
    public Ingested keepClosed(BatchMessage message, QuarantineCause cause, String why) throws SQLException {
        return ingest.store(List.<UnpackedBatch>of(BatchUnpacker.refuse(message, cause, why)));
    }
}
