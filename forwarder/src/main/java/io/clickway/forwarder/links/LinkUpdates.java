package io.clickway.forwarder.links;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.LinkShard;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Decides what a shard or a manifest does to the region's copy. Nothing is put in force that isn't whole. Not
 * thread-safe: messages come one after the other.
 */
public final class LinkUpdates {

    static final int MAX_SHARD_BYTES = 1024 * 1024;
    static final int MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

    /** Shards that came lately may belong to a manifest that is still on its way; so many are remembered. */
    private static final int MAX_RECENT = 4_096;

    private final LinkStore store;
    private final Set<String> recent = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_RECENT;
        }
    });

    public LinkUpdates(LinkStore store) {
        this.store = store;
    }

    /** @param sha256 what the message says its bytes hash to, lower-case hex */
    public LinkUpdate shard(String sha256, byte[] bytes) {
        if (bytes.length > MAX_SHARD_BYTES) {
            return new LinkUpdate.Ignored("a shard of " + bytes.length + " bytes is larger than " + MAX_SHARD_BYTES);
        }
        var actual = hash(bytes);
        if (!actual.equals(sha256)) {
            return new LinkUpdate.Ignored("a shard's bytes don't hash to what its header says");
        }
        try {
            LinkShard.parseFrom(bytes);
        } catch (InvalidProtocolBufferException bad) {
            return new LinkUpdate.Ignored("shard " + actual + " can't be decoded");
        }
        store.putShard(actual, bytes);
        recent.add(actual);
        return new LinkUpdate.ShardKept(actual);
    }

    public LinkUpdate manifest(long version, byte[] bytes) {
        if (bytes.length > MAX_MANIFEST_BYTES) {
            return new LinkUpdate.Ignored(
                    "a manifest of " + bytes.length + " bytes is larger than " + MAX_MANIFEST_BYTES);
        }
        Set<String> shards;
        try {
            var manifest = LinkManifest.parseFrom(bytes);
            if (manifest.getVersion() != version || version < 1) {
                return new LinkUpdate.Ignored(
                        "header says version " + version + ", the manifest " + manifest.getVersion());
            }
            shards = hashes(manifest);
        } catch (InvalidProtocolBufferException bad) {
            return new LinkUpdate.Ignored("manifest of version " + version + " can't be decoded");
        }
        if (store.version() >= version) {
            return new LinkUpdate.AlreadyKnown(version);
        }
        int missing = shards.size() - store.present(shards).size();
        if (missing > 0) {
            return new LinkUpdate.Ignored(
                    "version " + version + " lacks " + missing + " of " + shards.size() + " shards");
        }
        var inUse = new HashSet<>(shards);
        inUse.addAll(previousShards());
        if (!store.putManifest(version, bytes)) {
            return new LinkUpdate.AlreadyKnown(version);
        }
        int removed = removeAllBut(inUse);
        return new LinkUpdate.VersionInForce(version, shards.size(), removed);
    }

    private int removeAllBut(Set<String> inUse) {
        var unused = new HashSet<>(store.shards());
        unused.removeAll(inUse);
        unused.removeAll(recent);
        if (!unused.isEmpty()) {
            store.removeShards(unused);
        }
        recent.removeAll(inUse);
        return unused.size();
    }

    private Set<String> previousShards() {
        var previous = store.manifest();
        if (previous.isEmpty()) {
            return Set.of();
        }
        try {
            return hashes(LinkManifest.parseFrom(previous.get()));
        } catch (InvalidProtocolBufferException damaged) {
            return Set.of(); // an edge can't read it either
        }
    }

    private static Set<String> hashes(LinkManifest manifest) {
        var hashes = new LinkedHashSet<String>();
        for (var shard : manifest.getShardsList()) {
            hashes.add(hex(shard.getSha256()));
        }
        return hashes;
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
