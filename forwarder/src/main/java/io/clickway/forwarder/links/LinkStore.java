package io.clickway.forwarder.links;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** The region's copy of the configuration. Every method may throw the store's own runtime exception when it's not reachable. */
public interface LinkStore {

    void putShard(String sha256, byte[] shard);

    /** Which of the shards are there. */
    Set<String> present(Collection<String> sha256s);

    /** The version in force, 0 when there is none. */
    long version();

    /** The manifest in force. */
    Optional<byte[]> manifest();

    /**
     * Puts manifest and version in force together, unless a version that is as new came in between.
     *
     * @return whether it did
     */
    boolean putManifest(long version, byte[] manifest);

    /** The hashes of all shards in the store. */
    Set<String> shards();

    void removeShards(Collection<String> sha256s);
}
