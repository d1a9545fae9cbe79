/**
 * The whole system as a user starts it: {@code scripts/up}, its processes, addresses, database, brokers and streams. In: a
 * home folder and a net. Out: what runs, and what lies at each hop. Never looks into a process: only at what an operator
 * can see.
 */
@NullMarked
package io.clickway.e2e.system;

import org.jspecify.annotations.NullMarked;
