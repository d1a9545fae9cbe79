/**
 * From a request to an event. In: the request's texts as they came, the link it means, an id. Out: a click event whose
 * every text is bounded and storable, and the URL to send the visitor to. Never refuses a click: what is too long is cut,
 * what is broken is mended, both are flagged.
 */
@NullMarked
package io.clickway.edge.click;

import org.jspecify.annotations.NullMarked;
