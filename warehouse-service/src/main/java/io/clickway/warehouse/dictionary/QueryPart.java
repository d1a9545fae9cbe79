package io.clickway.warehouse.dictionary;

import org.jspecify.annotations.Nullable;

/**
 * What of a click's query is looked up as one.
 *
 * @param target its shape; null when the row carries the target
 * @param subs bits, that of sub1 the lowest
 * @param parameters bits by place
 */
record QueryPart(@Nullable String target, int subs, long parameters) {

    boolean isEmpty() {
        return target == null && subs == 0 && parameters == 0;
    }
}
