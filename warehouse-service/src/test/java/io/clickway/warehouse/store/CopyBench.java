package io.clickway.warehouse.store;

import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.dictionary.References;
import io.clickway.warehouse.unpack.UnpackedBatch;
import io.clickway.warehouse.unpack.UnpackedEvent;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.postgresql.PGConnection;

/** Plain binary COPY: the rows are made beforehand, each transaction holds as many as the data path's. */
public final class CopyBench {

    private static final int ROWS_PER_TRANSACTION = 20_000;

    private CopyBench() {}

    public static double rowsPerSecond(Centre centre, List<TestBatch> batches) throws Exception {
        var rows = new ArrayList<StoredRow.ClickRow>();
        for (var batch : batches) {
            var read = (UnpackedBatch.Read) Centre.unpacker().unpack(batch.message());
            for (var event : read.events()) {
                if (event instanceof UnpackedEvent.ClickEvent click) {
                    rows.add(new StoredRow.ClickRow(1, click));
                }
            }
        }
        var day = LocalDate.ofInstant(rows.getFirst().event().id().time(), ZoneOffset.UTC);
        centre.partitions().ensure(Set.of(day));
        var buffers = new ArrayList<byte[]>();
        for (int from = 0; from < rows.size(); from += ROWS_PER_TRANSACTION) {
            var buffer = new CopyBuffer(1 << 20);
            rows.subList(from, Math.min(rows.size(), from + ROWS_PER_TRANSACTION))
                    .forEach(row -> row.write(buffer, References.Book.EMPTY));
            buffers.add(buffer.finish().toByteArray());
        }
        try (var connection = centre.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            var copies = connection.unwrap(PGConnection.class).getCopyAPI();
            long began = System.nanoTime();
            for (var buffer : buffers) {
                var copy = copies.copyIn("copy " + StoredTable.CLICKS.partition(day) + " (" + ClickColumns.NAMES
                        + ") from stdin (format binary)");
                copy.writeToCopy(buffer, 0, buffer.length);
                copy.endCopy();
                connection.commit();
            }
            return rows.size() * 1e9 / (System.nanoTime() - began);
        }
    }
}
