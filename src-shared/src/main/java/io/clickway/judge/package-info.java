/**
 * Whether a person clicked. In: what the request shows (method, agent, purpose headers) and what is known of its
 * address (data centre, rate). Out: a verdict and all reasons that hold, as bounded codes, strongest first. Never
 * refuses a click and never reads a clock or a file: what it says is a function of the hints and of {@link
 * io.clickway.judge.Judge#VERSION}. Beside it the two judges of addresses: a set of ranges, and a count per window.
 */
@NullMarked
package io.clickway.judge;

import org.jspecify.annotations.NullMarked;
