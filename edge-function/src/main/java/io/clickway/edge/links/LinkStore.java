package io.clickway.edge.links;

import java.io.IOException;
import java.util.Optional;

/** Where the configuration comes from. Blocks its caller; each call is bounded in time. */
interface LinkStore {

    /** The version that is published; empty when none is. */
    Optional<Long> version() throws IOException;

    Optional<byte[]> manifest() throws IOException;

    /** @param sha256 in lower-case hex */
    Optional<byte[]> shard(String sha256) throws IOException;
}
