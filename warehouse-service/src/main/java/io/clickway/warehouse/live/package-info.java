/**
 * Clicks as they are stored, told to whoever listens. In: the stored rows, polled only while somebody listens, and a filter per
 * listener. Out: server-sent events. A listener that reads slowly is told how many clicks it missed; it never holds up
 * another or the data path.
 */
@NullMarked
package io.clickway.warehouse.live;

import org.jspecify.annotations.NullMarked;
