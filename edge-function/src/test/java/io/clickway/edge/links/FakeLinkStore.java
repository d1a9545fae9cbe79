package io.clickway.edge.links;

import com.google.protobuf.ByteString;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import io.clickway.links.proto.ShardRef;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a forwarder would have put into Redis. */
final class FakeLinkStore implements LinkStore {

    final Map<String, byte[]> shards = new HashMap<>();
    final List<String> fetched = new ArrayList<>();
    byte @Nullable [] manifest;

    @Nullable
    Long version;

    boolean down;

    @Override
    public Optional<Long> version() throws IOException {
        if (down) {
            throw new IOException("Redis is down");
        }
        return Optional.ofNullable(version);
    }

    @Override
    public Optional<byte[]> manifest() {
        return Optional.ofNullable(manifest);
    }

    @Override
    public Optional<byte[]> shard(String sha256) {
        fetched.add(sha256);
        return Optional.ofNullable(shards.get(sha256));
    }

    /** Each slug becomes a shard of one link to https://example.com/slug. */
    void publish(long newVersion, String... slugs) {
        var built = LinkManifest.newBuilder().setVersion(newVersion);
        for (var slug : slugs) {
            var bytes = shard(slug, "https://example.com/" + slug);
            built.addShards(ShardRef.newBuilder()
                    .setSha256(ByteString.copyFrom(sha256(bytes)))
                    .setLinks(1));
        }
        manifest = built.build().toByteArray();
        version = newVersion;
    }

    private byte[] shard(String slug, String url) {
        return keep(LinkShard.newBuilder()
                .addLinks(LinkRecord.newBuilder()
                        .setLinkId(1)
                        .setDomain("*")
                        .setSlug(slug)
                        .setUrl(url))
                .build()
                .toByteArray());
    }

    private byte[] keep(byte[] shard) {
        shards.put(HexFormat.of().formatHex(sha256(shard)), shard);
        return shard;
    }

    void publishUrl(long newVersion, String slug, String url) {
        publishBytes(newVersion, shard(slug, url));
    }

    /** One shard, whatever its bytes say. */
    void publishBytes(long newVersion, byte[] shard) {
        manifest = LinkManifest.newBuilder()
                .setVersion(newVersion)
                .addShards(ShardRef.newBuilder()
                        .setSha256(ByteString.copyFrom(sha256(keep(shard))))
                        .setLinks(1))
                .build()
                .toByteArray();
        version = newVersion;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }
}
