/**
 * The books of each source. In: what was received and what the source said of itself. Out: which events are new, what is
 * missing, to which moment a region is complete. Never stores an event.
 */
@NullMarked
package io.clickway.warehouse.ledger;

import org.jspecify.annotations.NullMarked;
