package io.clickway.forwarder.links;

import io.clickway.address.RedisKeys;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.keys.KeyScanArgs;
import io.quarkus.redis.datasource.value.ValueCommands;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** {@link LinkStore} in the keys {@code cfg:*}. */
@ApplicationScoped
public class RedisLinkStore implements LinkStore {

    private static final int SCAN_COUNT = 1_000;

    private final RedisDataSource redis;
    private final ValueCommands<String, byte[]> bytes;

    @Inject
    RedisLinkStore(RedisDataSource redis) {
        this.redis = redis;
        this.bytes = redis.value(byte[].class);
    }

    @Override
    public void putShard(String sha256, byte[] shard) {
        bytes.set(RedisKeys.configShard(sha256), shard);
    }

    @Override
    public Set<String> present(Collection<String> sha256s) {
        var present = new HashSet<String>();
        var keys = redis.key();
        for (var sha256 : sha256s) {
            if (keys.exists(RedisKeys.configShard(sha256))) {
                present.add(sha256);
            }
        }
        return present;
    }

    @Override
    public long version() {
        return version(redis);
    }

    private static long version(RedisDataSource connection) {
        var version = connection.value(String.class).get(RedisKeys.CONFIG_VERSION);
        return version == null ? 0 : Long.parseLong(version);
    }

    @Override
    public Optional<byte[]> manifest() {
        return Optional.ofNullable(bytes.get(RedisKeys.CONFIG_MANIFEST));
    }

    @Override
    public boolean putManifest(long version, byte[] manifest) {
        // The version is watched: should another forwarder of the region raise it meanwhile, nothing is written.
        var result = redis.withTransaction(
                RedisLinkStore::version,
                (current, transaction) -> {
                    if (current >= version) {
                        transaction.discard();
                        return;
                    }
                    transaction.value(byte[].class).set(RedisKeys.CONFIG_MANIFEST, manifest);
                    transaction.value(String.class).set(RedisKeys.CONFIG_VERSION, Long.toString(version));
                },
                RedisKeys.CONFIG_VERSION);
        return !result.discarded();
    }

    @Override
    public Set<String> shards() {
        var prefix = RedisKeys.configShard("");
        var shards = new HashSet<String>();
        var cursor = redis.key().scan(new KeyScanArgs().match(prefix + "*").count(SCAN_COUNT));
        while (cursor.hasNext()) {
            cursor.next().forEach(key -> shards.add(key.substring(prefix.length())));
        }
        return shards;
    }

    @Override
    public void removeShards(Collection<String> sha256s) {
        redis.key().del(sha256s.stream().map(RedisKeys::configShard).toArray(String[]::new));
    }
}
