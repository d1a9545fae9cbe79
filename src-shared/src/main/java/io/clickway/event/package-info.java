/**
 * The payload of one stream entry. In: serialized events of one source in the order of their seq. Out: a frame whose
 * first byte is its version. Never knows the place of an event: the range beside the frame says it.
 */
@NullMarked
package io.clickway.event;

import org.jspecify.annotations.NullMarked;
