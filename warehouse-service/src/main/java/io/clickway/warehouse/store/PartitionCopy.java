package io.clickway.warehouse.store;

import io.clickway.warehouse.dictionary.References;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * Binary COPY straight into a day's partition: past the parent there is neither routing nor a lock on other days.
 */
public final class PartitionCopy {

    private static final int EXPECTED_ROW_BYTES = 400;

    private final Runnable halfway;
    private final References.Book references;

    /**
     * @param halfway called when half of the bytes were sent: where a test kills or freezes the process
     * @param references of clicks to the dictionaries
     */
    public PartitionCopy(Runnable halfway, References.Book references) {
        this.halfway = halfway;
        this.references = references;
    }

    /** Within the caller's transaction. All rows are of this table and day. */
    public void copy(Connection connection, StoredTable table, LocalDate day, List<? extends StoredRow> rows)
            throws SQLException {
        var buffer = new CopyBuffer(rows.size() * EXPECTED_ROW_BYTES);
        for (var row : rows) {
            row.write(buffer, references);
        }
        buffer.finish();
        var copies = connection.unwrap(PGConnection.class).getCopyAPI();
        var copy =
                copies.copyIn("copy " + table.partition(day) + " (" + columns(table) + ") from stdin (format binary)");
        try {
            int half = buffer.size() / 2;
            copy.writeToCopy(buffer.array(), 0, half);
            halfway.run();
            copy.writeToCopy(buffer.array(), half, buffer.size() - half);
            long stored = copy.endCopy();
            if (stored != rows.size()) {
                throw new PSQLException(
                        "copied " + stored + " rows of " + rows.size() + " into " + table.partition(day),
                        PSQLState.UNEXPECTED_ERROR);
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static String columns(StoredTable table) {
        return switch (table) {
            case CLICKS -> ClickColumns.NAMES;
            case WATERMARKS -> WatermarkColumns.NAMES;
            case CLIENT_ADDRESSES -> AddressColumns.NAMES;
        };
    }
}
