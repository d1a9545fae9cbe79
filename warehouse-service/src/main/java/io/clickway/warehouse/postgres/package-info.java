/**
 * What the data path asks of Postgres before it trusts it. In: its settings and its errors. Out: a refusal to start, and the
 * kind of an error. Never retries by itself.
 */
@NullMarked
package io.clickway.warehouse.postgres;

import org.jspecify.annotations.NullMarked;
