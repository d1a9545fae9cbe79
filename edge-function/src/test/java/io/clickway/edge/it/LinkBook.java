package io.clickway.edge.it;

import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import io.clickway.links.proto.WorkspaceRecord;

/** Links as hostile visitors find them: a macro in each place of a URL where one may stand. */
final class LinkBook {

    private static final int PLAIN_WORKSPACE = 1;
    private static final int COOKIE_WORKSPACE = 2;

    private LinkBook() {}

    static LinkShard shard() {
        return LinkShard.newBuilder()
                .addLinks(link(1, "demo", "https://example.com/?c={click_id}&s={sub1}"))
                .addLinks(link(2, "path", "https://example.com/p/{sub1}/x"))
                .addLinks(link(3, "query", "https://example.com/?q={sub1}&z=1"))
                .addLinks(link(4, "fragment", "https://example.com/#{sub1}"))
                .addLinks(link(5, "pass", "https://example.com/land?own=1#f").setPassesQuery(true))
                .addLinks(link(6, "plain", "https://example.com/plain"))
                .addLinks(link(7, "cookie", "https://example.com/cookie").setWorkspaceId(COOKIE_WORKSPACE))
                .addLinks(link(8, "nowhere", ""))
                .addWorkspaces(WorkspaceRecord.newBuilder()
                        .setWorkspaceId(PLAIN_WORKSPACE)
                        .setVisitorDays(1))
                .addWorkspaces(WorkspaceRecord.newBuilder()
                        .setWorkspaceId(COOKIE_WORKSPACE)
                        .setVisitorDays(1)
                        .setAllowsCookie(true))
                .build();
    }

    private static LinkRecord.Builder link(int id, String slug, String url) {
        return LinkRecord.newBuilder()
                .setLinkId(id)
                .setWorkspaceId(PLAIN_WORKSPACE)
                .setCampaignId(1)
                .setDomain("*")
                .setSlug(slug)
                .setUrl(url);
    }
}
