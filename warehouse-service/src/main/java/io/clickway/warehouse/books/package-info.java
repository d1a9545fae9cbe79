/**
 * The books as the API shows them: ledger, completeness, quarantine, faults. Reads what the data path keeps; what an operator
 * decides (a write-off, a retry, a discard) it hands to the room that owns the rows. Never changes the books by itself.
 */
@NullMarked
package io.clickway.warehouse.books;

import org.jspecify.annotations.NullMarked;
