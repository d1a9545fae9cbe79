package io.clickway.warehouse.rollup;

import io.clickway.warehouse.rollup.Cube.Column;
import io.clickway.warehouse.rollup.Cube.Measure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The cells of one cube within a tally: key and measures. A key's texts are numbers of {@link ClickTally}'s own. */
final class CubeCells {

    static final int BUCKET = 0;
    static final int WORKSPACE = 1;
    static final int VERDICT = 2;
    static final int REGION = 3;
    static final long QUARTER_MILLIS = 15 * 60_000;
    private static final int DIMENSIONS = 4;
    private static final int QUARTERS_PER_HOUR = 4;

    private final Cube cube;
    private final int sketchLog2m;
    private final int quarters;
    private final int[] columns;
    private final int[] key;
    private final CellTable table;
    private long[] clicks = new long[32];
    private long[] costMicros;
    private @Nullable Sketch[] visitors;

    CubeCells(Cube cube, int sketchLog2m) {
        this.cube = cube;
        this.sketchLog2m = sketchLog2m;
        quarters = switch (cube.counted().finest()) {
            case QUARTER -> 1;
            case HOUR -> QUARTERS_PER_HOUR;
            case DAY -> 24 * QUARTERS_PER_HOUR;
            case MONTH -> throw new IllegalArgumentException("deltas of " + cube + " by month");
        };
        columns = cube.columns().stream().mapToInt(Column::ordinal).toArray();
        key = new int[DIMENSIONS + columns.length];
        table = new CellTable(key.length);
        costMicros = new long[cube.measure() == Measure.COST ? clicks.length : 0];
        visitors = new Sketch[cube.measure() == Measure.VISITORS ? clicks.length : 0];
    }

    /** @param values by the column's ordinal */
    void count(int bucket, int workspaceId, int verdict, int region, int[] values, long micros, long visitor) {
        key[BUCKET] = bucket;
        key[WORKSPACE] = workspaceId;
        key[VERDICT] = verdict;
        key[REGION] = region;
        for (int i = 0; i < columns.length; i++) {
            key[DIMENSIONS + i] = values[columns[i]];
        }
        int cell = table.cell(key);
        if (cell >= clicks.length) {
            grow();
        }
        clicks[cell]++;
        switch (cube.measure()) {
            case CLICKS -> {}
            case COST -> costMicros[cell] += micros;
            case VISITORS -> sketch(cell).add(visitor);
        }
    }

    Cube cube() {
        return cube;
    }

    /** The bucket of this quarter of an hour; both are numbered from the epoch on. */
    int bucket(int quarter) {
        return quarter / quarters;
    }

    /** Start of the cell's bucket in milliseconds since the epoch. */
    long bucketMillis(int cell) {
        return key(cell, BUCKET) * QUARTER_MILLIS * quarters;
    }

    int size() {
        return table.size();
    }

    /** {@link #BUCKET}, {@link #WORKSPACE}, {@link #VERDICT} or {@link #REGION} of a cell. */
    int key(int cell, int index) {
        return table.key(cell, index);
    }

    /** Of the cube's own columns, in their order. */
    int dimension(int cell, int index) {
        return table.key(cell, DIMENSIONS + index);
    }

    long clicks(int cell) {
        return clicks[cell];
    }

    long costMicros(int cell) {
        return costMicros[cell];
    }

    Sketch sketch(int cell) {
        var sketch = visitors[cell];
        if (sketch == null) {
            sketch = new Sketch(sketchLog2m);
            visitors[cell] = sketch;
        }
        return sketch;
    }

    private void grow() {
        clicks = Arrays.copyOf(clicks, clicks.length * 2);
        if (costMicros.length > 0) {
            costMicros = Arrays.copyOf(costMicros, clicks.length);
        }
        if (visitors.length > 0) {
            visitors = Arrays.copyOf(visitors, clicks.length);
        }
    }
}
