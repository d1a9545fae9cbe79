package io.clickway.warehouse.rollup;

import io.clickway.warehouse.rollup.Cube.Measure;
import io.clickway.warehouse.store.CopyBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * Adds a tally to {@code rollup_deltas} within a caller's transaction, by one binary COPY. It only appends, so it waits for
 * nobody and nobody waits for it, however late or mixed the clicks are.
 */
public final class PostgresRollups {

    private static final String COPY = "copy rollup_deltas (bucket_at, clicks, cost_micros, workspace_id, key1, key2,"
            + " key3, key4, cube, verdict, region, text1, text2, visitors) from stdin (format binary)";

    private static final int FIELDS = 14;
    private static final int NUMBERS = 4;
    private static final int TEXTS = 2;
    private static final int EXPECTED_BYTES = 140;

    private static final String FORGET_MINUTES = """
            delete from clicks_1m
            where (minute_at, region) in (
                select
                    minute_at,
                    region
                from clicks_1m
                where minute_at < now() - interval '2 days'
                for update skip locked)
            """;

    /** Size of this database's sketches of visitors, once and for all: log2 of their registers. */
    public static int sketchLog2m(Connection connection) throws SQLException {
        try (var select = connection.prepareStatement("select sketch_log2m()");
                var row = select.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    public void add(Connection connection, ClickTally tally) throws SQLException {
        if (tally.clicks() == 0) {
            return;
        }
        int cells = tally.minutes().size();
        for (var cube : tally.cubes()) {
            cells += cube.size();
        }
        var buffer = new CopyBuffer(cells * EXPECTED_BYTES);
        for (var cube : tally.cubes()) {
            writeCube(buffer, tally, cube);
        }
        writeMinutes(buffer, tally);
        buffer.finish();
        copy(connection, buffer, cells);
    }

    /**
     * Drops minutes that the start page doesn't show any more. Waits for nobody, so it can't deadlock with another instance
     * or with a fold; what is locked now is dropped next time.
     */
    public void forgetOldMinutes(Connection connection) throws SQLException {
        try (var delete = connection.prepareStatement(FORGET_MINUTES)) {
            delete.executeUpdate();
        }
    }

    private static void writeCube(CopyBuffer buffer, ClickTally tally, CubeCells cells) {
        var cube = cells.cube();
        var isNumber = new boolean[cube.columns().size()];
        for (int i = 0; i < isNumber.length; i++) {
            isNumber[i] = cube.columns().get(i).isNumber();
        }
        for (int cell = 0; cell < cells.size(); cell++) {
            buffer.row(FIELDS).timestamptz(cells.bucketMillis(cell)).int8(cells.clicks(cell));
            if (cube.measure() == Measure.COST) {
                buffer.int8(cells.costMicros(cell));
            } else {
                buffer.nothing();
            }
            buffer.int4(cells.key(cell, CubeCells.WORKSPACE));
            writeNumbers(buffer, cells, cell, isNumber);
            buffer.int2(cube.number())
                    .int2(cells.key(cell, CubeCells.VERDICT))
                    .text(tally.text(cells.key(cell, CubeCells.REGION)));
            writeTexts(buffer, tally, cells, cell, isNumber);
            if (cube.measure() == Measure.VISITORS) {
                buffer.bytes(cells.sketch(cell).toBytes());
            } else {
                buffer.nothing();
            }
        }
    }

    private static void writeNumbers(CopyBuffer buffer, CubeCells cells, int cell, boolean[] isNumber) {
        int written = 0;
        for (int i = 0; i < isNumber.length; i++) {
            if (isNumber[i]) {
                buffer.int4(cells.dimension(cell, i));
                written++;
            }
        }
        for (; written < NUMBERS; written++) {
            buffer.int4(0);
        }
    }

    private static void writeTexts(CopyBuffer buffer, ClickTally tally, CubeCells cells, int cell, boolean[] isNumber) {
        int written = 0;
        for (int i = 0; i < isNumber.length; i++) {
            if (!isNumber[i]) {
                buffer.text(tally.text(cells.dimension(cell, i)));
                written++;
            }
        }
        for (; written < TEXTS; written++) {
            buffer.text("");
        }
    }

    private static void writeMinutes(CopyBuffer buffer, ClickTally tally) {
        var minutes = tally.minutes();
        for (int cell = 0; cell < minutes.size(); cell++) {
            buffer.row(FIELDS)
                    .timestamptz(minutes.minuteMillis(cell))
                    .int8(minutes.clicks(cell))
                    .nothing()
                    .int4(0);
            for (int i = 0; i < NUMBERS; i++) {
                buffer.int4(0);
            }
            buffer.int2(CubeSql.MINUTES)
                    .int2(0)
                    .text(tally.text(minutes.region(cell)))
                    .text("")
                    .text("")
                    .nothing();
        }
    }

    private static void copy(Connection connection, CopyBuffer buffer, int cells) throws SQLException {
        var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        try {
            copy.writeToCopy(buffer.array(), 0, buffer.size());
            long stored = copy.endCopy();
            if (stored != cells) {
                throw new PSQLException(
                        "copied " + stored + " rows of " + cells + " into rollup_deltas", PSQLState.UNEXPECTED_ERROR);
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }
}
