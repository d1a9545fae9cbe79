package io.clickway.edge.route;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.WireFormat;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import io.clickway.links.proto.WorkspaceRecord;
import io.clickway.rule.CampaignPlan;
import io.clickway.rule.Finding;
import io.clickway.rule.LinkPlan;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The links of one configuration version by domain and slug, and what decides their clicks. Built from the shards as they
 * came and immutable, so that any thread reads it; a link is compiled when a click wants it, and the latest ones are
 * remembered.
 */
public final class LinkTable {

    /** The domain of links that answer on every host. */
    public static final String ANY_HOST = "*";

    /** Compiled links that are remembered; a power of two. */
    private static final int HOT = 8192;

    private static final int LINKS = LinkShard.LINKS_FIELD_NUMBER;
    private static final int CAMPAIGNS = LinkShard.CAMPAIGNS_FIELD_NUMBER;
    private static final int WORKSPACES = LinkShard.WORKSPACES_FIELD_NUMBER;

    private final long version;
    private final long appliedAtMillis;
    private final LinkIndex index;
    private final Map<Integer, CampaignPlan> campaigns;
    private final Map<Integer, Workspace> workspaces;
    private final boolean hasDomains;
    private final Consumer<Finding> findings;
    /** Threads race for places on purpose: a plan is immutable, and whichever stays is right. */
    private final @Nullable Hot[] hot;

    private record Hot(int slot, LinkPlan plan) {}

    private LinkTable(
            long version,
            long appliedAtMillis,
            LinkIndex index,
            Map<Integer, CampaignPlan> campaigns,
            Map<Integer, Workspace> workspaces,
            boolean hasDomains,
            Consumer<Finding> findings) {
        this.version = version;
        this.appliedAtMillis = appliedAtMillis;
        this.index = index;
        this.campaigns = campaigns;
        this.workspaces = workspaces;
        this.hasDomains = hasDomains;
        this.findings = findings;
        this.hot = new @Nullable Hot[Math.min(HOT, index.slots())];
    }

    /** The table of an edge that has never seen a configuration: version 0, no links. */
    public static LinkTable empty() {
        try {
            return of(LinkManifest.getDefaultInstance(), List.of(), 0, _ -> {});
        } catch (IOException impossible) {
            throw new IllegalStateException("nothing can't be garbled", impossible);
        }
    }

    /**
     * @param shards those of the manifest, in its order; never changed afterwards
     * @param findings hears what is left out: a rule, a destination, a link's URL that can't be used
     * @throws IOException when a shard is garbled
     */
    public static LinkTable of(
            LinkManifest manifest, List<byte[]> shards, long appliedAtMillis, Consumer<Finding> findings)
            throws IOException {
        long links = manifest.getShardsList().stream()
                .mapToLong(shard -> Integer.toUnsignedLong(shard.getLinks()))
                .sum();
        var reading = new Reading(new LinkIndex(shards, links), findings);
        for (int shard = 0; shard < shards.size(); shard++) {
            reading.read(shard, shards.get(shard));
        }
        return new LinkTable(
                manifest.getVersion(),
                appliedAtMillis,
                reading.index,
                Map.copyOf(reading.campaigns),
                Map.copyOf(reading.workspaces),
                reading.hasDomains,
                findings);
    }

    /** Collects what the shards hold. */
    private static final class Reading {

        private final LinkIndex index;
        private final Consumer<Finding> findings;
        private final Map<Integer, CampaignPlan> campaigns = new HashMap<>();
        private final Map<Integer, Workspace> workspaces = new HashMap<>();
        private final RecordKey key = new RecordKey();
        private final RecordKey scratch = new RecordKey();
        private boolean hasDomains;

        Reading(LinkIndex index, Consumer<Finding> findings) {
            this.index = index;
            this.findings = findings;
        }

        void read(int shard, byte[] bytes) throws IOException {
            var in = CodedInputStream.newInstance(bytes);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case LINKS -> {
                        int at = in.getTotalBytesRead();
                        int end = key.read(bytes, at);
                        index.add(shard, at, key, scratch);
                        hasDomains |= !key.isOfDomain(ANY_HOST);
                        in.skipRawBytes(end - at);
                    }
                    case CAMPAIGNS -> {
                        var record = CampaignRecord.parseFrom(in.readBytes(), ExtensionRegistryLite.getEmptyRegistry());
                        campaigns.putIfAbsent(
                                record.getCampaignId(), CampaignPlan.compileUsable(record, findings::accept));
                    }
                    case WORKSPACES -> {
                        var record = WorkspaceRecord.parseFrom(in.readBytes());
                        workspaces.putIfAbsent(record.getWorkspaceId(), Workspace.of(record));
                    }
                    default -> in.skipField(tag);
                }
            }
        }
    }

    /**
     * The host's own link goes before one for any host.
     *
     * @param host lower case, without port
     * @return null when no link is meant
     */
    public @Nullable LinkPlan find(String host, String slug) {
        int slot = hasDomains ? index.find(host, slug) : -1;
        if (slot < 0) {
            slot = index.find(ANY_HOST, slug);
        }
        return slot < 0 ? null : plan(slot);
    }

    /** Null when its record is garbled: that one link is missing then, and the finding says so. */
    private @Nullable LinkPlan plan(int slot) {
        int place = slot & hot.length - 1;
        var known = hot[place];
        if (known != null && known.slot() == slot) {
            return known.plan();
        }
        LinkRecord record;
        try {
            record = index.record(slot);
        } catch (IOException garbled) {
            findings.accept(new Finding(Finding.Severity.ERROR, "a link", "can't be read: " + garbled.getMessage()));
            return null;
        }
        var campaign = campaigns.get(record.getCampaignId());
        var plan = LinkPlan.ofUsable(
                record,
                campaign == null ? CampaignPlan.unknown(record.getCampaignId(), record.getWorkspaceId()) : campaign,
                findings);
        hot[place] = new Hot(slot, plan);
        return plan;
    }

    public Workspace workspace(int workspaceId) {
        return workspaces.getOrDefault(workspaceId, Workspace.UNKNOWN);
    }

    /** Version of the configuration, 0 before the first. */
    public long version() {
        return version;
    }

    /** When this edge began to use it, milliseconds since the epoch, 0 before the first. */
    public long appliedAtMillis() {
        return appliedAtMillis;
    }

    public int size() {
        return index.size();
    }
}
