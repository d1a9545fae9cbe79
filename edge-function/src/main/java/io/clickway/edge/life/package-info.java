/**
 * Start, stop and state of the process. In: settings, the data folder, signals. Out: the rooms wired together, readiness,
 * metrics, a graceful end. Never decides about a click.
 */
@NullMarked
package io.clickway.edge.life;

import org.jspecify.annotations.NullMarked;
