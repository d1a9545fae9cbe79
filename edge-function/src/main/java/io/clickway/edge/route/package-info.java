/**
 * Which link a request means. In: host and slug. Out: the link, from an immutable table that is swapped whole.
 * Never does I/O and never waits: every event loop reads the table without a lock.
 */
@NullMarked
package io.clickway.edge.route;

import org.jspecify.annotations.NullMarked;
