package io.clickway.forwarder.links;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import io.clickway.links.proto.ShardRef;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinkUpdatesTest {

    private final MemoryStore store = new MemoryStore();
    private LinkUpdates updates = new LinkUpdates(store);

    private static final class MemoryStore implements LinkStore {
        private final Map<String, byte[]> shards = new HashMap<>();
        private long version;
        private byte @Nullable [] manifest;

        @Override
        public void putShard(String sha256, byte[] shard) {
            shards.put(sha256, shard);
        }

        @Override
        public Set<String> present(Collection<String> sha256s) {
            var present = new HashSet<>(sha256s);
            present.retainAll(shards.keySet());
            return present;
        }

        @Override
        public long version() {
            return version;
        }

        @Override
        public Optional<byte[]> manifest() {
            return Optional.ofNullable(manifest);
        }

        @Override
        public boolean putManifest(long next, byte[] bytes) {
            version = next;
            manifest = bytes;
            return true;
        }

        @Override
        public Set<String> shards() {
            return Set.copyOf(shards.keySet());
        }

        @Override
        public void removeShards(Collection<String> sha256s) {
            shards.keySet().removeAll(sha256s);
        }
    }

    private static byte[] shard(String slug) {
        return LinkShard.newBuilder()
                .addLinks(LinkRecord.newBuilder().setSlug(slug))
                .build()
                .toByteArray();
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(digest(bytes));
    }

    private LinkUpdate send(byte[] shard) {
        return updates.shard(hash(shard), shard);
    }

    private LinkUpdate manifest(long version, byte[]... shards) {
        var manifest = LinkManifest.newBuilder().setVersion(version);
        for (var shard : List.of(shards)) {
            manifest.addShards(ShardRef.newBuilder().setSha256(ByteString.copyFrom(digest(shard))));
        }
        return updates.manifest(version, manifest.build().toByteArray());
    }

    @Test
    void putsAVersionInForceOnceAllItsShardsAreThere() {
        send(shard("a"));
        assertThat(manifest(1, shard("a"), shard("b"))).isInstanceOf(LinkUpdate.Ignored.class);
        assertThat(store.version).isZero();
        send(shard("b"));
        assertThat(manifest(1, shard("a"), shard("b"))).isEqualTo(new LinkUpdate.VersionInForce(1, 2, 0));
        assertThat(manifest(1, shard("a"), shard("b"))).isEqualTo(new LinkUpdate.AlreadyKnown(1));
    }

    @Test
    void neverGoesBackToAnOlderVersion() {
        send(shard("a"));
        manifest(5, shard("a"));
        assertThat(manifest(4, shard("a"))).isEqualTo(new LinkUpdate.AlreadyKnown(4));
        assertThat(store.version).isEqualTo(5);
    }

    @Test
    void ignoresAShardThatIsNotWhatItsHashSaysOrIsTooLarge() {
        assertThat(updates.shard(hash(shard("a")), shard("b"))).isInstanceOf(LinkUpdate.Ignored.class);
        assertThat(updates.shard("", new byte[LinkUpdates.MAX_SHARD_BYTES + 1])).isInstanceOf(LinkUpdate.Ignored.class);
        var noProtobuf = new byte[] {-1, -1, -1};
        assertThat(updates.shard(hash(noProtobuf), noProtobuf)).isInstanceOf(LinkUpdate.Ignored.class);
        assertThat(updates.manifest(1, noProtobuf)).isInstanceOf(LinkUpdate.Ignored.class);
        assertThat(updates.manifest(
                        2, LinkManifest.newBuilder().setVersion(1).build().toByteArray()))
                .isInstanceOf(LinkUpdate.Ignored.class);
        assertThat(store.shards).isEmpty();
    }

    @Test
    void keepsTheShardsOfTheCurrentAndThePreviousVersionAlone() {
        send(shard("a"));
        manifest(1, shard("a"));
        send(shard("b"));
        manifest(2, shard("b"));
        assertThat(store.shards).containsOnlyKeys(hash(shard("a")), hash(shard("b")));
        send(shard("c"));
        assertThat(manifest(3, shard("c"))).isEqualTo(new LinkUpdate.VersionInForce(3, 1, 1));
        assertThat(store.shards).containsOnlyKeys(hash(shard("b")), hash(shard("c")));
    }

    @Test
    void sparesShardsOfAVersionThatIsStillOnItsWay() {
        send(shard("a"));
        send(shard("next"));
        manifest(1, shard("a"));
        assertThat(store.shards).containsKey(hash(shard("next")));
        assertThat(manifest(2, shard("next"))).isInstanceOf(LinkUpdate.VersionInForce.class);
    }

    @Test
    void removesLeftoversAfterARestart() {
        store.putShard("0".repeat(64), new byte[0]);
        send(shard("a"));
        updates = new LinkUpdates(store);
        assertThat(manifest(1, shard("a"))).isEqualTo(new LinkUpdate.VersionInForce(1, 1, 1));
    }
}
