/**
 * Whether sent and stored agree. In: what the generator knows and what the database holds. Out: lost, unexpected, duplicated,
 * recovered, changed; the books; the last hop that saw a lost id. Never repairs anything.
 */
@NullMarked
package io.clickway.e2e.accounting;

import org.jspecify.annotations.NullMarked;
