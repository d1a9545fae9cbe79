/**
 * One transaction per handful of batches: lock the books, keep what is new, copy it, count it, commit. In: unpacked batches.
 * Out: committed rows, or an exception after which nothing has happened. Never acks: that is the receiver's work after it.
 */
@NullMarked
package io.clickway.warehouse.ingest;

import org.jspecify.annotations.NullMarked;
