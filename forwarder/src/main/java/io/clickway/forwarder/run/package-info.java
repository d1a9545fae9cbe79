/**
 * The process around the carry loop: settings, the thread that owns the loop, health and metrics. Thin; whatever decides
 * something stands in the other rooms.
 */
@NullMarked
package io.clickway.forwarder.run;

import org.jspecify.annotations.NullMarked;
