/**
 * Follows the link configuration. In: version, manifest and shards in the region's Redis, else the last snapshot on disk.
 * Out: a new table in force and a new snapshot. Never replaces a good table by an older or a half-written one.
 */
@NullMarked
package io.clickway.edge.links;

import org.jspecify.annotations.NullMarked;
