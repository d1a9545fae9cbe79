package io.clickway.edge.links;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.clickway.edge.route.LinkTable;
import io.clickway.edge.route.LiveLinks;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.ShardRef;
import io.clickway.rule.Finding;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Takes over new versions of the configuration. Shards that didn't change are neither fetched nor checked again, so a
 * publish of one link costs one shard. One thread.
 */
public final class LinkFollower {

    private static final Logger LOG = Logger.getLogger(LinkFollower.class);

    /** Of one version, what can't be used is told so often; a million bad links are no reason to fill the disk. */
    private static final int MAX_FINDINGS = 20;

    private final LinkStore store;
    private final LinkSnapshot snapshot;
    private final LiveLinks live;
    private final LongSupplier clock;
    private Map<ByteString, byte[]> inForce = Map.of();
    private String lastComplaint = "";
    private volatile boolean asked;

    /** @param clock milliseconds since the epoch */
    public LinkFollower(LinkStore store, LinkSnapshot snapshot, LiveLinks live, LongSupplier clock) {
        this.store = store;
        this.snapshot = snapshot;
        this.live = live;
        this.clock = clock;
    }

    /** Whether a table is in force or Redis has said that there is none: what this edge answers then is right. */
    public boolean isSettled() {
        return asked || live.table().version() > 0;
    }

    /** Puts the snapshot in force; without a good one the edge goes on without links. */
    public void loadSnapshot() {
        try {
            var shards = new ArrayList<byte[]>();
            var manifest = snapshot.read((_, bytes) -> shards.add(bytes));
            if (manifest.isPresent()) {
                for (int i = 0; i < shards.size(); i++) {
                    check(manifest.get().getShards(i).getSha256(), shards.get(i));
                }
                putInForce(manifest.get(), shards);
            }
        } catch (IOException damaged) {
            LOG.warnf("the snapshot of the links is damaged (%s) and set aside", damaged.getMessage());
            setAside();
        }
    }

    private void setAside() {
        try {
            snapshot.setAside();
        } catch (IOException failed) {
            LOG.warnf("the damaged snapshot could not be set aside: %s", failed.getMessage());
        }
    }

    /** Looks for a newer version once. */
    public void poll() {
        try {
            var version = store.version();
            live.stored(version.orElse(0L));
            if (version.isEmpty()) {
                asked = true;
                if (live.table().version() > 0) {
                    complain("Redis holds none; " + live.table().version() + " stays in force");
                }
            } else if (version.get() > live.table().version()) {
                takeOver(version.get());
            } else if (version.get() < live.table().version()) {
                complain("version " + version.get() + " in Redis is older than "
                        + live.table().version() + " in force, which stays");
            } else {
                lastComplaint = "";
            }
        } catch (IOException failed) {
            complain(String.valueOf(failed.getMessage()));
        }
    }

    /** Once per cause, not five times a second. */
    private void complain(String cause) {
        if (!cause.equals(lastComplaint)) {
            LOG.warnf("link configuration: %s", cause);
            lastComplaint = cause;
        }
    }

    private void takeOver(long version) throws IOException {
        var manifest = manifest(version);
        var shards = new ArrayList<byte[]>();
        for (var shard : manifest.getShardsList()) {
            var known = inForce.get(shard.getSha256());
            shards.add(known == null ? fetch(shard) : known);
        }
        putInForce(manifest, shards);
        asked = true;
        lastComplaint = "";
        save(manifest, shards);
    }

    private LinkManifest manifest(long version) throws IOException {
        var bytes = store.manifest().orElseThrow(() -> new IOException("version " + version + " has no manifest"));
        try {
            var manifest = LinkManifest.parseFrom(bytes);
            if (manifest.getVersion() != version) {
                throw new IOException("the manifest is of version " + manifest.getVersion() + ", not " + version);
            }
            return manifest;
        } catch (InvalidProtocolBufferException garbled) {
            throw new IOException("the manifest of version " + version + " is garbled", garbled);
        }
    }

    private byte[] fetch(ShardRef shard) throws IOException {
        var name = HexFormat.of().formatHex(shard.getSha256().toByteArray());
        var bytes = store.shard(name).orElseThrow(() -> new IOException("shard " + name + " is missing"));
        check(shard.getSha256(), bytes);
        return bytes;
    }

    private static void check(ByteString sha256, byte[] bytes) throws IOException {
        if (!sha256.equals(ByteString.copyFrom(digest(bytes)))) {
            throw new IOException("shard " + HexFormat.of().formatHex(sha256.toByteArray())
                    + " holds other bytes than its name says");
        }
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private void putInForce(LinkManifest manifest, List<byte[]> shards) throws IOException {
        var told = new AtomicInteger();
        var table = LinkTable.of(manifest, shards, clock.getAsLong(), finding -> tell(finding, told));
        var bySha256 = new HashMap<ByteString, byte[]>();
        for (int i = 0; i < shards.size(); i++) {
            bySha256.put(manifest.getShards(i).getSha256(), shards.get(i));
        }
        inForce = bySha256;
        live.replace(table);
        LOG.infof("link configuration %d is in force: %d links", table.version(), table.size());
    }

    /** From the follower's thread, and from event loops when a link is first clicked. */
    private static void tell(Finding finding, AtomicInteger told) {
        if (told.getAndIncrement() < MAX_FINDINGS) {
            LOG.warnf("link configuration: left out, %s", finding);
        }
    }

    private void save(LinkManifest manifest, List<byte[]> shards) {
        try {
            snapshot.write(manifest, shards::get);
        } catch (IOException failed) {
            LOG.warnf("the snapshot of the links was not written: %s", failed.getMessage());
        }
    }
}
