/**
 * The edge's own disk, for what Redis doesn't take. In: commits of all sources. Out: fsynced records, later drained into
 * the stream in their order, with the seqs they had. A segment is deleted only when the stream has taken each of its
 * records. Never grows beyond its bound, never blocks an event loop, never trusts what it reads back.
 */
@NullMarked
package io.clickway.edge.spool;

import org.jspecify.annotations.NullMarked;
