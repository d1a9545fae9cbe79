/**
 * What a message of the broker holds. In: headers and body as they came. Out: events with their place, or the named fault of
 * the batch or of single events. Never gives memory to a body before its size is known, never touches storage.
 */
@NullMarked
package io.clickway.warehouse.unpack;

import org.jspecify.annotations.NullMarked;
