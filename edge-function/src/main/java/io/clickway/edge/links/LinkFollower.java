package io.clickway.edge.links;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.clickway.edge.route.Link;
import io.clickway.edge.route.LinkTable;
import io.clickway.edge.route.LiveLinks;
import io.clickway.link.DestinationTemplate;
import io.clickway.link.InvalidDestinationException;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.LinkShard;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Takes over new versions of the configuration. Shards that didn't change keep their parsed links, so a publish of one link
 * costs one shard. One thread.
 */
public final class LinkFollower {

    private static final Logger LOG = Logger.getLogger(LinkFollower.class);

    private record Placed(String domain, String slug, Link link) {}

    private final LinkStore store;
    private final LinkSnapshot snapshot;
    private final LiveLinks live;
    private final LongSupplier clock;
    private Map<ByteString, List<Placed>> parsed = Map.of();
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
                var read = new HashMap<ByteString, List<Placed>>();
                for (int i = 0; i < shards.size(); i++) {
                    var sha256 = manifest.get().getShards(i).getSha256();
                    read.put(sha256, parse(sha256, shards.get(i)));
                }
                putInForce(manifest.get(), read);
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
        var fetched = new HashMap<ByteString, byte[]>();
        var all = new HashMap<ByteString, List<Placed>>();
        for (var shard : manifest.getShardsList()) {
            var sha256 = shard.getSha256();
            var known = parsed.get(sha256);
            if (known == null) {
                var bytes = fetch(sha256);
                fetched.put(sha256, bytes);
                known = parse(sha256, bytes);
            }
            all.put(sha256, known);
        }
        putInForce(manifest, all);
        asked = true;
        lastComplaint = "";
        save(manifest, fetched);
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

    private byte[] fetch(ByteString sha256) throws IOException {
        var name = HexFormat.of().formatHex(sha256.toByteArray());
        return store.shard(name).orElseThrow(() -> new IOException("shard " + name + " is missing"));
    }

    private static List<Placed> parse(ByteString sha256, byte[] bytes) throws IOException {
        if (!sha256.equals(ByteString.copyFrom(digest(bytes)))) {
            throw new IOException("shard " + HexFormat.of().formatHex(sha256.toByteArray())
                    + " holds other bytes than its name says");
        }
        try {
            var placed = new ArrayList<Placed>();
            for (var link : LinkShard.parseFrom(bytes).getLinksList()) {
                try {
                    placed.add(new Placed(
                            link.getDomain(),
                            link.getSlug(),
                            new Link(
                                    link.getLinkId(),
                                    link.getWorkspaceId(),
                                    link.getCampaignId(),
                                    DestinationTemplate.parse(link.getUrl()))));
                } catch (InvalidDestinationException unsafe) {
                    LOG.warnf("link %d is left out: its URL %s", link.getLinkId(), unsafe.getMessage());
                }
            }
            return placed;
        } catch (InvalidProtocolBufferException garbled) {
            throw new IOException("a shard is garbled", garbled);
        }
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private void putInForce(LinkManifest manifest, Map<ByteString, List<Placed>> shards) {
        var table = new LinkTable.Builder();
        for (var shard : manifest.getShardsList()) {
            for (var placed : shards.getOrDefault(shard.getSha256(), List.of())) {
                table.add(placed.domain(), placed.slug(), placed.link());
            }
        }
        parsed = shards;
        var built = table.build(manifest.getVersion(), clock.getAsLong());
        live.replace(built);
        LOG.infof("link configuration %d is in force: %d links", built.version(), built.size());
    }

    /** What wasn't fetched now stands in the snapshot that is replaced; Redis is asked only when it doesn't. */
    private void save(LinkManifest manifest, Map<ByteString, byte[]> fetched) {
        try {
            var former = new HashMap<ByteString, byte[]>();
            if (fetched.size() < manifest.getShardsCount()) {
                collectFormer(former);
            }
            snapshot.write(manifest, index -> {
                var sha256 = manifest.getShards(index).getSha256();
                var bytes = fetched.getOrDefault(sha256, former.get(sha256));
                return bytes == null ? fetch(sha256) : bytes;
            });
        } catch (IOException failed) {
            LOG.warnf("the snapshot of the links was not written: %s", failed.getMessage());
        }
    }

    private void collectFormer(Map<ByteString, byte[]> former) {
        try {
            var shards = new ArrayList<byte[]>();
            snapshot.read((_, bytes) -> shards.add(bytes)).ifPresent(manifest -> {
                for (int i = 0; i < shards.size(); i++) {
                    former.put(manifest.getShards(i).getSha256(), shards.get(i));
                }
            });
        } catch (IOException damaged) {
            former.clear();
        }
    }
}
