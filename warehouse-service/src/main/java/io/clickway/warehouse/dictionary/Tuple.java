package io.clickway.warehouse.dictionary;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A row that a dictionary is to hold, and who waits for its number. */
final class Tuple {

    /** It was refused by Postgres and is not tried again while this process remembers it. */
    static final int REFUSED = -1;

    final Group group;
    final long high;
    final long low;
    final UUID digest;
    final @Nullable Object[] values;
    private final List<IntConsumer> waiting = new ArrayList<>(2);
    private int number;

    /**
     * @param key whose bytes are the values
     * @param high of what memory knows it by
     * @param low of what memory knows it by
     */
    Tuple(Group group, TupleKey key, long high, long low, @Nullable Object[] values) {
        this.group = group;
        this.high = high;
        this.low = low;
        this.digest = key.digest();
        this.values = values;
    }

    void await(IntConsumer told) {
        waiting.add(told);
    }

    /** 0 as long as it has none. */
    int number() {
        return number;
    }

    void number(int found) {
        number = found;
    }

    void tell() {
        if (number > 0) {
            waiting.forEach(told -> told.accept(number));
        }
    }
}
