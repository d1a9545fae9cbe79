/**
 * What decides clicks. In: stored campaigns with their rules and destinations, links, workspaces. Out: the records that edges
 * read, as they stand now or as they stood when a click was decided. It changes nothing and judges nothing.
 */
@NullMarked
package io.clickway.warehouse.routing;

import org.jspecify.annotations.NullMarked;
