/**
 * The HTTP shell. In: requests on an event loop. Out: redirects, sent when the click is kept; small pages; refusals that
 * repeat nothing of the request. Never blocks, never waits for a body, decides nothing itself.
 */
@NullMarked
package io.clickway.edge.visit;

import org.jspecify.annotations.NullMarked;
