package io.clickway.warehouse.benchmark;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * The rows of a table as the bytes of a binary COPY, cut into transactions. So a plain COPY can store just what ingestion has
 * stored, without a moment's work on the rows.
 */
final class RowBytes {

    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private RowBytes() {}

    /** In the order in which they lie in the table. */
    static List<byte[]> of(Connection connection, String table, int rowsEach) throws SQLException, IOException {
        try (var statement = connection.createStatement()) {
            statement.execute("set synchronize_seqscans = off");
        }
        var all = new ByteArrayOutputStream(64 << 20);
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy " + table + " to stdout (format binary)", (OutputStream) all);
        var bytes = ByteBuffer.wrap(all.toByteArray());
        bytes.position(HEADER.length);
        var pieces = new ArrayList<byte[]>();
        int from = bytes.position();
        int rows = 0;
        while (true) {
            int at = bytes.position();
            short columns = bytes.getShort();
            if (columns < 0 || rows == rowsEach) {
                if (at > from) {
                    pieces.add(piece(bytes.array(), from, at));
                }
                if (columns < 0) {
                    return pieces;
                }
                from = at;
                rows = 0;
            }
            for (int column = 0; column < columns; column++) {
                int size = bytes.getInt();
                bytes.position(bytes.position() + Math.max(0, size));
            }
            rows++;
        }
    }

    private static byte[] piece(byte[] all, int from, int to) {
        var piece = ByteBuffer.allocate(HEADER.length + to - from + 2);
        piece.put(HEADER).put(all, from, to - from).putShort((short) -1);
        return piece.array();
    }

    /** Each piece in a transaction of its own. */
    static void copyIn(Connection connection, String table, List<byte[]> pieces) throws SQLException {
        connection.setAutoCommit(false);
        var copies = connection.unwrap(PGConnection.class).getCopyAPI();
        for (var piece : pieces) {
            var copy = copies.copyIn("copy " + table + " from stdin (format binary)");
            copy.writeToCopy(piece, 0, piece.length);
            copy.endCopy();
            connection.commit();
        }
        connection.setAutoCommit(true);
    }
}
