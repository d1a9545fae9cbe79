/**
 * What the data path asks of Postgres. In: its settings, its errors, its sessions. Out: a refusal to start, the kind of an
 * error, an end to sessions that hold locks for a frozen client. Never retries by itself.
 */
@NullMarked
package io.clickway.warehouse.postgres;

import org.jspecify.annotations.NullMarked;
