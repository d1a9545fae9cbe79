/**
 * How rows reach Postgres. In: clicks and watermarks. Out: binary COPY into the partition of their day. Never decides which
 * rows are new.
 */
@NullMarked
package io.clickway.warehouse.store;

import org.jspecify.annotations.NullMarked;
