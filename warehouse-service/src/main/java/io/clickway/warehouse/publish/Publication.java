package io.clickway.warehouse.publish;

import com.google.protobuf.ByteString;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.ShardRef;
import io.clickway.rule.Finding;
import io.clickway.warehouse.http.Moment;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.routing.LiveCampaign;
import io.clickway.warehouse.routing.LiveCampaigns;
import io.clickway.warehouse.routing.RoutingHistory;
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

/**
 * Makes the next version of the configuration out of the live workspaces, campaigns and links, unless they are those of the
 * current one. What would not do what it says is refused as a whole.
 */
@ApplicationScoped
class Publication {

    private final ConfigStore store;
    private final LiveCampaigns live;
    private final RoutingHistory history;

    Publication(ConfigStore store, LiveCampaigns live, RoutingHistory history) {
        this.store = store;
        this.live = live;
        this.history = history;
    }

    /** The version that is current now, which of its shards its predecessor did not have, and what seems odd about it. */
    record Outcome(ConfigVersion version, boolean isNew, Set<String> changedShards, List<Finding> warnings) {}

    /** @throws ProblemException names every error for which nothing is published */
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
        var campaigns = live.all(connection);
        var check = new ConfigCheck(store.ownHosts(connection));
        check.campaigns(campaigns);
        var refs = storeShards(connection, next, campaigns, check);
        if (check.hasErrors()) {
            throw refusal(check);
        }
        var warnings = check.of(Finding.Severity.WARNING);
        if (current.isPresent() && current.get().manifest().getShardsList().equals(refs)) {
            return new Outcome(current.get(), false, Set.of(), warnings);
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
        history.keep(connection, next, campaigns);
        var changed = new HashSet<>(hashes(Optional.of(version)));
        changed.removeAll(hashes(current));
        return new Outcome(version, true, changed, warnings);
    }

    private static ProblemException refusal(ConfigCheck check) {
        var errors = check.of(Finding.Severity.ERROR).stream()
                .map(finding -> new FieldProblem(finding.where(), finding.message()))
                .toList();
        return ProblemException.of(ProblemCode.UNPUBLISHABLE, errors);
    }

    /** Shards go to the database one by one as they are cut: memory stays bounded whatever the number of links. */
    private List<ShardRef> storeShards(
            Connection connection, long version, List<LiveCampaign> campaigns, ConfigCheck check) throws SQLException {
        var stored = store.storedShards(connection);
        var refs = new ArrayList<ShardRef>();
        ShardBuilder.Sink sink = shard -> {
            if (stored.add(shard.sha256Hex())) {
                storeShard(connection, shard, version);
            }
            refs.add(ShardRef.newBuilder()
                    .setSha256(ByteString.copyFrom(shard.sha256()))
                    .setLinks(shard.links())
                    .setSize(shard.bytes().length)
                    .build());
        };
        try {
            var workspaceShards = new ShardBuilder(ShardBuilder.Kind.WORKSPACES, sink);
            store.readWorkspaces(connection, workspaceShards::add);
            workspaceShards.finish();
            var campaignShards = new ShardBuilder(ShardBuilder.Kind.CAMPAIGNS, sink);
            campaigns.stream()
                    .filter(campaign -> campaign.record().getSerializedSize() <= ConfigCheck.MAX_CAMPAIGN_BYTES)
                    .forEach(campaign -> campaignShards.add(campaign.bucket(), campaign.record()));
            campaignShards.finish();
            var linkShards = new ShardBuilder(ShardBuilder.Kind.LINKS, sink);
            store.readLinks(connection, Optional.empty(), (bucket, link) -> {
                check.link(link);
                linkShards.add(bucket, link);
            });
            linkShards.finish();
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
