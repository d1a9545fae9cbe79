/**
 * The way back from the last resort. In: logs in which sealed lines stand, whole or cut, amid other text. Out: the events as
 * entries of the stream, with the source and seq they had, and a count of what could not be opened. Never holds more than a
 * batch in memory, never changes a log; doing it twice does no harm, for the ledger knows what it has.
 */
@NullMarked
package io.clickway.edge.recover;

import org.jspecify.annotations.NullMarked;
