/**
 * How a click becomes durable. In: events of one event loop. Out: commits with gap-free seqs, to the stream, else to the
 * spool, else as sealed lines; an answer for each event once it is kept. A source and all of its parts belong to one
 * thread and never block it. Never drops an event in silence and never answers before it is kept.
 */
@NullMarked
package io.clickway.edge.source;

import org.jspecify.annotations.NullMarked;
