package io.clickway.warehouse.unpack;

import io.clickway.batch.BatchHeader;
import io.clickway.batch.SourceRange;
import io.clickway.warehouse.quarantine.QuarantineCause;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a message turned out to hold. */
public sealed interface UnpackedBatch {

    BatchMessage message();

    /** @param plainBytes size of the body after decompression, which the events keep in memory */
    record Read(BatchMessage message, BatchHeader header, List<UnpackedEvent> events, int plainBytes)
            implements UnpackedBatch {}

    /** @param ranges as far as they could be read */
    record Unreadable(
            BatchMessage message,
            Optional<UUID> batchId,
            List<SourceRange> ranges,
            QuarantineCause cause,
            String detail)
            implements UnpackedBatch {}
}
