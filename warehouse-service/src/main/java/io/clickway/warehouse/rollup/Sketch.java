package io.clickway.warehouse.rollup;

import net.agkn.hll.HLL;
import net.agkn.hll.HLLType;

/**
 * How many visitors there are, whatever their order and however often each came: a HyperLogLog of registers of 5 bits, exact while
 * a list of the visitors takes no more bytes than these. Its bytes are a value of postgresql-hll's type {@code hll}, which
 * unites those of the same size. All of a database have one size, {@code sketch_log2m()}; {@code count_visitors} estimates.
 *
 * @see <a href="https://github.com/aggregateknowledge/hll-storage-spec">its storage</a>
 */
final class Sketch {

    private static final int REGISTER_BITS = 5;

    /** Sets are kept exactly, then sparse, as long as that takes fewer bytes. */
    private static final int EXACT_WHILE_SMALLER = -1;

    /** The same for {@code hll_add_agg}. */
    static final String SQL_PARAMETERS = "sketch_log2m(), " + REGISTER_BITS + ", " + EXACT_WHILE_SMALLER + ", 1";

    /** One standard deviation, as part of the visitors, in SQL. */
    static final String SQL_ERROR = "1.04 / sqrt(2 ^ sketch_log2m())";

    private final HLL registers;

    /** @param log2m of the number of registers */
    Sketch(int log2m) {
        registers = new HLL(log2m, REGISTER_BITS, EXACT_WHILE_SMALLER, true, HLLType.EMPTY);
    }

    /** @param visitor already a well mixed hash: it is taken as it is */
    void add(long visitor) {
        registers.addRaw(visitor);
    }

    byte[] toBytes() {
        return registers.toBytes();
    }
}
