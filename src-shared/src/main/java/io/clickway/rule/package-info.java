/**
 * Where a click goes and why. In: the published records of a campaign and its links, and the facts of a click. Out: a
 * decision with the destination and the trace of how it was found, what is wrong with a campaign before it is published,
 * and the decision in words. The same records and facts decide alike for ever: no clock, no random number, no I/O.
 */
@NullMarked
package io.clickway.rule;

import org.jspecify.annotations.NullMarked;
