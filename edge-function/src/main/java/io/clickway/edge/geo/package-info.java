/**
 * Keeps the databases of places open. In: up to three files, looked at again and again. Out: {@code Places} that always
 * answer from files that were whole when they were taken. Never fails a click or a start: a file that is absent, damaged
 * or of another kind is told once and counted, and what was in force before stays in force.
 */
@NullMarked
package io.clickway.edge.geo;

import org.jspecify.annotations.NullMarked;
