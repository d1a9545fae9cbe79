/**
 * What a request is. In: method, User-Agent, prefetch headers. Out: device, system, browser and a verdict with bounded
 * reasons. Never refuses a click and never reads a clock: what it says is a function of the request and of the version
 * of its lists.
 */
@NullMarked
package io.clickway.edge.judge;

import org.jspecify.annotations.NullMarked;
