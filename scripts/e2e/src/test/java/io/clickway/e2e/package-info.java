/**
 * The whole system as a user starts it. In: {@code scripts/up} and clicks with known ids. Out: the accounting of
 * answered against stored clicks. Never looks into a process: only at its addresses, its database and its pid.
 */
@NullMarked
package io.clickway.e2e;

import org.jspecify.annotations.NullMarked;
