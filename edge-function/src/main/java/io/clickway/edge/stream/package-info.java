/**
 * The stream in Redis. In: commits. Out: one XADD per commit, answered by Redis after its fsync. Never trims the stream,
 * never retries: a commit that fails is the spool's.
 */
@NullMarked
package io.clickway.edge.stream;

import org.jspecify.annotations.NullMarked;
