package io.clickway.warehouse.publish;

import io.clickway.links.proto.LinkManifest;
import java.time.Instant;

/** A stored version of the link configuration; {@code shardBytes} is the size of all its shards. */
record ConfigVersion(
        long version, Instant publishedAt, int links, int shards, long shardBytes, LinkManifest manifest) {}
