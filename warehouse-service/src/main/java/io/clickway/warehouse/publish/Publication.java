package io.clickway.warehouse.publish;

import com.google.protobuf.ByteString;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.ShardRef;
import io.clickway.warehouse.http.Moment;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the next version of the configuration out of the live links, unless they are those of the current one. */
@ApplicationScoped
class Publication {

    private final ConfigStore store;

    Publication(ConfigStore store) {
        this.store = store;
    }

    /** The version that is current now, and which of its shards its predecessor did not have. */
    record Outcome(ConfigVersion version, boolean isNew, Set<String> changedShards) {}

    Outcome publish() throws SQLException {
        try (var connection = store.connect()) {
            connection.setAutoCommit(false);
            try {
                store.lockPublishing(connection);
                var outcome = publish(connection);
                connection.commit();
                return outcome;
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private Outcome publish(Connection connection) throws SQLException {
        var current = store.current(connection);
        long next = current.map(ConfigVersion::version).orElse(0L) + 1;
        var refs = storeShards(connection, next);
        if (current.isPresent() && current.get().manifest().getShardsList().equals(refs)) {
            return new Outcome(current.get(), false, Set.of());
        }
        var publishedAt = Moment.now();
        var manifest = LinkManifest.newBuilder()
                .setVersion(next)
                .setPublishedAtMs(publishedAt.toEpochMilli())
                .addAllShards(refs)
                .build();
        var version = new ConfigVersion(
                next,
                publishedAt,
                refs.stream().mapToInt(ShardRef::getLinks).sum(),
                refs.size(),
                refs.stream().mapToLong(ShardRef::getSize).sum(),
                manifest);
        store.storeVersion(connection, version);
        var changed = new HashSet<>(hashes(Optional.of(version)));
        changed.removeAll(hashes(current));
        return new Outcome(version, true, changed);
    }

    /** Shards go to the database one by one as they are cut: memory stays bounded whatever the number of links. */
    private List<ShardRef> storeShards(Connection connection, long version) throws SQLException {
        var stored = store.storedShards(connection);
        var refs = new ArrayList<ShardRef>();
        var builder = new ShardBuilder(shard -> {
            if (stored.add(shard.sha256Hex())) {
                storeShard(connection, shard, version);
            }
            refs.add(ShardRef.newBuilder()
                    .setSha256(ByteString.copyFrom(shard.sha256()))
                    .setLinks(shard.links())
                    .setSize(shard.bytes().length)
                    .build());
        });
        try {
            store.readLinks(connection, builder::add);
            builder.finish();
        } catch (ShardNotStoredException notStored) {
            throw notStored.cause();
        }
        return refs;
    }

    private void storeShard(Connection connection, Shard shard, long version) {
        try {
            store.storeShard(connection, shard, version);
        } catch (SQLException failed) {
            throw new ShardNotStoredException(failed);
        }
    }

    /** Carries an SQLException out of the shard builder's sink. */
    private static final class ShardNotStoredException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final SQLException cause;

        ShardNotStoredException(SQLException cause) {
            super(cause);
            this.cause = cause;
        }

        SQLException cause() {
            return cause;
        }
    }

    private static Set<String> hashes(Optional<ConfigVersion> version) {
        return version.map(found -> found.manifest().getShardsList().stream()
                        .map(shard -> HexFormat.of().formatHex(shard.getSha256().toByteArray()))
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }
}
