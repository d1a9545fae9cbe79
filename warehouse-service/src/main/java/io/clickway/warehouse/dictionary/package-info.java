/**
 * What repeats is kept once. In: the clicks of a transaction to come. Out: the numbers under which their agents, places, routes,
 * requests, referrers and queries lie in the dictionaries, as far as it pays to keep them there; what isn't told a number
 * stays in the click's own row. Never changes or deletes what a dictionary holds, and never loses a click for its sake.
 */
@NullMarked
package io.clickway.warehouse.dictionary;

import org.jspecify.annotations.NullMarked;
