/**
 * Comes in: an example of a request, made up by a caller. Goes out: how it would be judged, where it would be sent and why, by
 * the same rooms that edges use. Nothing of it is stored or counted, and no edge is asked.
 */
@NullMarked
package io.clickway.warehouse.preview;

import org.jspecify.annotations.NullMarked;
