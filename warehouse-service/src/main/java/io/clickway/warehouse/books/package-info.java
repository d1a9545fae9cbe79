/**
 * The books as the API shows them: ledger, completeness, quarantine, faults. Reads what the data path keeps; changes
 * nothing.
 */
@NullMarked
package io.clickway.warehouse.books;

import org.jspecify.annotations.NullMarked;
