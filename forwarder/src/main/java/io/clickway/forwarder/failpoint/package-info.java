/**
 * Places between two steps of the hand-over where a crash test can end the process as {@code kill -9} would. A test hook:
 * off unless FORWARDER_FAILPOINT names a step.
 */
@NullMarked
package io.clickway.forwarder.failpoint;

import org.jspecify.annotations.NullMarked;
