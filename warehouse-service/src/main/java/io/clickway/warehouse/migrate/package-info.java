/**
 * Brings the schema to this build's version before anything else starts. In: the migrations under {@code db/migration}, one
 * transaction each. Out: a schema that is up to date, or a refusal to start that names the migration and what stood in its
 * way. Never holds ingestion of the other instances up for long: it gives way and tries again.
 */
@NullMarked
package io.clickway.warehouse.migrate;

import org.jspecify.annotations.NullMarked;
