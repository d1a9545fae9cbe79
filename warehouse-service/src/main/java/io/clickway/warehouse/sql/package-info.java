/**
 * Analysts' own SQL. In: one statement that reads, from a key. Out: its rows as a stream of JSON, NDJSON or CSV, or why not.
 * Runs under a login of its own that sees only the schema reporting, in a connection that is made for the statement and
 * closed after it. Bounds rows, bytes, time, memory and how many run; never trusts the text: what it may do is decided by the
 * database's rights (scripts/lib/hardening.sql).
 */
@NullMarked
package io.clickway.warehouse.sql;

import org.jspecify.annotations.NullMarked;
