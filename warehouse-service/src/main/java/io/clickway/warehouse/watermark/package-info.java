/**
 * A source's own word in the terms of the books. In: the watermark as the edge wrote it. Out: what the ledger hears. Never
 * judges whether the word can be true: unpacking did.
 */
@NullMarked
package io.clickway.warehouse.watermark;

import org.jspecify.annotations.NullMarked;
