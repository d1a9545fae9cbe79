/**
 * The last place for an event. In: events that neither Redis nor the spool took. Out: one sealed line each on stderr, which
 * an operator can feed back. Never blocks an event loop and never writes an event in the clear.
 */
@NullMarked
package io.clickway.edge.resort;

import org.jspecify.annotations.NullMarked;
