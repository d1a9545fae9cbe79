package io.clickway.edge.route;

import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import io.clickway.links.proto.ShardRef;
import io.clickway.rule.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code aTable().with(record).build()}: what the centre would have published, and the table of it. */
final class Shards {

    final List<Finding> findings = new ArrayList<>();
    private final LinkManifest.Builder manifest = LinkManifest.newBuilder().setVersion(7);
    private final List<byte[]> shards = new ArrayList<>();

    private Shards() {}

    static Shards aTable() {
        return new Shards();
    }

    static LinkRecord.Builder record(int id, String domain, String slug) {
        return LinkRecord.newBuilder()
                .setLinkId(id)
                .setWorkspaceId(1)
                .setCampaignId(1)
                .setDomain(domain)
                .setSlug(slug)
                .setUrl("https://example.com/" + id);
    }

    /** In a shard of their own. */
    Shards with(LinkRecord.Builder... records) {
        var shard = LinkShard.newBuilder();
        for (var record : records) {
            shard.addLinks(record);
        }
        return with(shard.build());
    }

    Shards with(LinkShard shard) {
        var bytes = shard.toByteArray();
        manifest.addShards(ShardRef.newBuilder().setLinks(shard.getLinksCount()).setSize(bytes.length));
        return withBytes(bytes);
    }

    Shards withBytes(byte... bytes) {
        shards.add(bytes);
        return this;
    }

    /** What the manifest says of each shard no longer holds. */
    Shards claiming(int linksOfAShard) {
        for (var shard : manifest.getShardsBuilderList()) {
            shard.setLinks(linksOfAShard);
        }
        return this;
    }

    LinkTable build() throws IOException {
        return LinkTable.of(manifest.build(), shards, 1234, findings::add);
    }
}
