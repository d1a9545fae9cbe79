/**
 * Tells decisions to people. In: a decision, the campaign and link that made it, and the facts of its click. Out: the same in
 * names and words, and whether it would be made again alike. It reads nothing and stores nothing.
 */
@NullMarked
package io.clickway.warehouse.decision;

import org.jspecify.annotations.NullMarked;
