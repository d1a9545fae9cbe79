package io.clickway.warehouse.rollup;

import net.agkn.hll.HLL;
import net.agkn.hll.HLLType;

/**
 * How many visitors there are, whatever their order and however often each came: a HyperLogLog of 2^14 registers of 5 bits,
 * 0.8 % off at one standard deviation, exact up to 1,280. Its bytes are a value of postgresql-hll's type {@code hll}, which
 * unites them.
 *
 * @see <a href="https://github.com/aggregateknowledge/hll-storage-spec">its storage</a>
 */
final class Sketch {

    static final int LOG2M = 14;
    static final int REGISTER_BITS = 5;

    /** Sets are kept exactly, then sparse, as long as that takes fewer bytes. */
    private static final int EXACT_WHILE_SMALLER = -1;

    /** The same numbers for {@code hll_add_agg}. */
    static final String SQL_PARAMETERS = LOG2M + ", " + REGISTER_BITS + ", " + EXACT_WHILE_SMALLER + ", 1";

    private final HLL registers = new HLL(LOG2M, REGISTER_BITS, EXACT_WHILE_SMALLER, true, HLLType.EMPTY);

    /** @param visitor already a well mixed hash: it is taken as it is */
    void add(long visitor) {
        registers.addRaw(visitor);
    }

    byte[] toBytes() {
        return registers.toBytes();
    }

    /** Its estimate. */
    long cardinality() {
        return registers.cardinality();
    }
}
