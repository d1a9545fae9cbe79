/**
 * Clicks with known ids and contents. In: edges and a rate. Out: what was attempted, what was answered by exactly the right
 * redirect, and how long it took. Never sends an id twice.
 */
@NullMarked
package io.clickway.e2e.load;

import org.jspecify.annotations.NullMarked;
