/**
 * Brings the link configuration that the centre publishes into the region's Redis. In: shards and manifests, repeated and
 * in any order. Out: {@code cfg:shard:*}, then manifest and version together, so that an edge never sees a version whose
 * shards are missing. What is damaged, old or incomplete is ignored: the centre sends everything again to a region whose
 * edges show an older version. {@link io.clickway.forwarder.links.LinkStore} is the port. Has nothing to do with clicks.
 */
@NullMarked
package io.clickway.forwarder.links;

import org.jspecify.annotations.NullMarked;
