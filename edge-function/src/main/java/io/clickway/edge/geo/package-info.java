/**
 * Where a client is. In: an address and a country file. Out: an ISO 3166-1 code, or nothing. Never fails a click: a
 * missing or damaged file leaves the country empty.
 */
@NullMarked
package io.clickway.edge.geo;

import org.jspecify.annotations.NullMarked;
