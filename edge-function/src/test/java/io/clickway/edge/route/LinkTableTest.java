package io.clickway.edge.route;

import static io.clickway.edge.route.Shards.aTable;
import static io.clickway.edge.route.Shards.record;
import static io.clickway.testkit.Facts.someFacts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.clickway.event.proto.Outcome;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import io.clickway.links.proto.WorkspaceRecord;
import io.clickway.rule.LinkPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LinkTableTest {

    @Test
    void prefersTheHostsOwnLinkToOneForAnyHost() throws Exception {
        var table = aTable().with(record(1, "*", "demo"), record(2, "go.example.test", "demo"))
                .build();

        assertThat(idOf(table.find("go.example.test", "demo"))).isEqualTo(2);
        assertThat(idOf(table.find("other.test", "demo"))).isEqualTo(1);
        assertThat(idOf(table.find("", "demo"))).isEqualTo(1);
        assertThat(table.version()).isEqualTo(7);
        assertThat(table.appliedAtMillis()).isEqualTo(1234);
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void findsALinkOfOneHostOnNoOther() throws Exception {
        var table = aTable().with(record(2, "go.example.test", "demo")).build();

        assertThat(idOf(table.find("go.example.test", "demo"))).isEqualTo(2);
        assertThat(table.find("other.test", "demo")).isNull();
        assertThat(table.find("*", "demo")).isNull();
    }

    @Test
    void findsNothingForAnUnknownSlugAndTakesCaseSeriously() throws Exception {
        var table = aTable().with(record(1, "*", "demo")).build();

        assertThat(table.find("x", "Demo")).isNull();
        assertThat(table.find("x", "demo/")).isNull();
        assertThat(table.find("x", "%64emo")).isNull();
        assertThat(table.find("x", "dem\u016f")).isNull();
        assertThat(table.find("x", "")).isNull();
        assertThat(LinkTable.empty().find("x", "demo")).isNull();
    }

    @Test
    void takesNoNameForAnotherThatReadsAlikeWhenJoined() throws Exception {
        var table = aTable().with(record(1, "a", "b/c"), record(2, "a/b", "c")).build();

        assertThat(idOf(table.find("a", "b/c"))).isEqualTo(1);
        assertThat(idOf(table.find("a/b", "c"))).isEqualTo(2);
        assertThat(table.find("a/", "b/c")).isNull();
    }

    @Test
    void keepsTheFirstOfTwoLinksWithOneNameThoughTheyLieInDifferentShards() throws Exception {
        var table = aTable().with(record(1, "*", "demo"), record(2, "*", "demo"))
                .with(record(3, "*", "demo"), record(4, "*", "other"))
                .build();

        assertThat(idOf(table.find("x", "demo"))).isEqualTo(1);
        assertThat(idOf(table.find("x", "other"))).isEqualTo(4);
        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void findsEachOfAHundredThousandLinks() throws Exception {
        long seed = 17;
        var random = new Random(seed);
        int count = 100_000;
        var all = aTable();
        var expected = new HashMap<String, Integer>();
        var shard = LinkShard.newBuilder();
        for (int id = 1; id <= count; id++) {
            var domain = random.nextInt(4) == 0 ? "d" + random.nextInt(50) + ".test" : "*";
            var slug = Integer.toString(random.nextInt(150_000), 36);
            expected.putIfAbsent(domain + " " + slug, id);
            shard.addLinks(record(id, domain, slug));
            if (shard.getLinksCount() == 4096) {
                all.with(shard.build());
                shard.clear();
            }
        }
        var table = all.with(shard.build()).build();

        assertThat(table.size()).as("seed %d", seed).isEqualTo(expected.size());
        expected.forEach((name, id) -> {
            var parts = name.split(" ", -1);
            requireLink(id, table.find(parts[0].equals("*") ? "any.test" : parts[0], parts[1]), name);
        });
        for (int i = 0; i < 20_000; i++) {
            var host = "d" + random.nextInt(60) + ".test";
            var slug = Integer.toString(random.nextInt(300_000), 36);
            var own = expected.get(host + " " + slug);
            requireLink(own == null ? expected.getOrDefault("* " + slug, 0) : own, table.find(host, slug), slug);
        }
    }

    /** Cheaper than an assertion a time. */
    private static void requireLink(int id, @Nullable LinkPlan found, String what) {
        if (idOf(found) != id) {
            throw new AssertionError(what + " leads to link " + idOf(found) + ", not " + id);
        }
    }

    @Test
    void answersFromTheLinksOwnCampaignWhereverItStands() throws Exception {
        var campaign = CampaignRecord.newBuilder()
                .setCampaignId(9)
                .setWorkspaceId(4)
                .addDefaults(DestinationRecord.newBuilder()
                        .setDestinationId(77)
                        .setUrl("https://shop.example/")
                        .setWeight(1));
        var table = aTable().with(
                        record(1, "*", "a").setCampaignId(9).setWorkspaceId(4).clearUrl())
                .with(LinkShard.newBuilder().addCampaigns(campaign).build())
                .build();

        var decision = found(table, "a").decide(someFacts());
        assertThat(decision.outcome()).isEqualTo(Outcome.CAMPAIGN_DEFAULT);
        assertThat(decision.toProto().getDestinationId()).isEqualTo(77);
    }

    @Test
    void servesALinkOfAnUnknownCampaignByItsOwnUrl() throws Exception {
        var table = aTable().with(record(1, "*", "a").setCampaignId(99)).build();

        var plan = found(table, "a");
        assertThat(plan.campaign().campaignId()).isEqualTo(99);
        assertThat(plan.decide(someFacts()).outcome()).isEqualTo(Outcome.LINK_URL);
    }

    @Test
    void tellsOnceClickedThatALinksUrlCantBeUsed() throws Exception {
        var shards = aTable().with(record(1, "*", "a").setUrl("javascript:alert(1)"));
        var table = shards.build();
        assertThat(shards.findings).isEmpty();

        assertThat(found(table, "a").decide(someFacts()).outcome()).isEqualTo(Outcome.NO_DESTINATION);
        assertThat(found(table, "a").decide(someFacts()).template()).isNull();
        assertThat(shards.findings).hasSize(1);
        assertThat(shards.findings.getFirst().toString()).contains("'a'").doesNotContain("null");
    }

    @Test
    void knowsWhatAWorkspaceAllowsAndTheLeastOfOneItDoesNotKnow() throws Exception {
        var shard = LinkShard.newBuilder()
                .addWorkspaces(WorkspaceRecord.newBuilder()
                        .setWorkspaceId(4)
                        .setVisitorDays(30)
                        .setAllowsCookie(true)
                        .setKeepsAddress(true))
                .addWorkspaces(WorkspaceRecord.newBuilder().setWorkspaceId(5))
                .build();
        var table = aTable().with(shard).build();

        assertThat(table.workspace(4)).isEqualTo(new Workspace(30, true, true));
        assertThat(table.workspace(5)).isEqualTo(new Workspace(1, false, false));
        assertThat(table.workspace(6)).isEqualTo(Workspace.UNKNOWN);
    }

    @Test
    void passesOverFieldsOfALaterVersion() throws Exception {
        var more = UnknownFieldSet.newBuilder()
                .addField(
                        300,
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(-1)
                                .addFixed32(1)
                                .addFixed64(2)
                                .addLengthDelimited(ByteString.copyFromUtf8("later"))
                                .build())
                .build();
        var shard = LinkShard.newBuilder()
                .setUnknownFields(more)
                .addLinks(record(1, "*", "a").setUnknownFields(more))
                .addLinks(record(2, "*", "b"));
        var table = aTable().with(shard.build()).build();

        assertThat(idOf(table.find("x", "a"))).isEqualTo(1);
        assertThat(idOf(table.find("x", "b"))).isEqualTo(2);
    }

    @Test
    void isRefusedWhenItsManifestNamesFarFewerLinksThanItsShardsHold() {
        var records = new LinkRecord.Builder[100];
        Arrays.setAll(records, i -> record(i + 1, "*", "s" + i));

        assertThatThrownBy(() -> aTable().with(records).claiming(1).build()).isInstanceOf(IOException.class);
    }

    @Test
    void takesNoMemoryForLinksThatOnlyTheManifestClaims() throws Exception {
        for (int claimed : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, 1 << 30, -1}) {
            var table = aTable().with(record(1, "*", "a"))
                    .with(record(2, "*", "b"))
                    .claiming(claimed)
                    .build();

            assertThat(idOf(table.find("x", "b"))).isEqualTo(2);
        }
    }

    @Test
    void isRefusedWithAShardLongerThanAMebibyte() throws Exception {
        var fits = new ArrayList<LinkRecord.Builder>();
        fits.add(record(1, "*", "filler").setUrl("https://example.com/" + "x".repeat((1 << 20) - 200)));
        fits.add(record(2, "*", "last"));
        var table = aTable().with(fits.toArray(LinkRecord.Builder[]::new)).build();
        assertThat(idOf(table.find("x", "last"))).isEqualTo(2);

        fits.addFirst(record(3, "*", "more").setUrl("https://example.com/" + "x".repeat(200)));
        assertThatThrownBy(() ->
                        aTable().with(fits.toArray(LinkRecord.Builder[]::new)).build())
                .isInstanceOf(IOException.class);
    }

    @Test
    void isATableOrAnIoExceptionOfAnyTruncation() {
        var whole = shard();
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            refused += isRefusedOrWorks(Arrays.copyOf(whole, length), "cut to " + length) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(whole.length * 9 / 10);
    }

    @Test
    void isATableOrAnIoExceptionWhateverBitsFlip() {
        long seed = 23;
        var random = new Random(seed);
        var whole = shard();
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            var bad = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            refused += isRefusedOrWorks(bad, "seed " + seed + ", try " + i) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(5_000);
    }

    @Test
    void isATableOrAnIoExceptionOfAnyBytes() {
        long seed = 29;
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 0 && random.nextBoolean()) {
                bytes[0] = 1 << 3 | 2;
            }
            isRefusedOrWorks(bytes, "seed " + seed + ", try " + i);
        }
    }

    private static byte[] shard() {
        return LinkShard.newBuilder()
                .addLinks(record(1, "*", "demo").setRevision(3).setExpiresAtMs(1_795_000_000_000L))
                .addLinks(record(2, "go.test", "gr\u00f6\u00dfe").setPassesQuery(true))
                .addLinks(record(3, "*", "s3").setFallbackUrl("https://example.com/gone"))
                .addCampaigns(CampaignRecord.newBuilder()
                        .setCampaignId(1)
                        .setSlug("spring")
                        .addDefaults(DestinationRecord.newBuilder()
                                .setUrl("https://shop.example/{click_id}")
                                .setWeight(3)))
                .addWorkspaces(WorkspaceRecord.newBuilder().setWorkspaceId(1).setVisitorDays(7))
                .build()
                .toByteArray();
    }

    /** True when it was refused; a table must answer for each of its names. */
    private static boolean isRefusedOrWorks(byte[] bytes, String what) {
        try {
            var table = aTable().withBytes(bytes).build();
            for (var host : List.of("x", "go.test")) {
                for (var slug : List.of("demo", "gr\u00c3\u00b6\u00c3\u009fe", "s3", "")) {
                    var plan = table.find(host, slug);
                    if (plan != null) {
                        plan.decide(someFacts());
                    }
                }
            }
            table.workspace(1);
            return false;
        } catch (IOException refused) {
            return true;
        } catch (RuntimeException | Error wrong) {
            throw new AssertionError(what, wrong);
        }
    }

    @Test
    void tellsListenersWhenAVersionIsInForce() throws Exception {
        var live = new LiveLinks();
        var told = new AtomicInteger();
        live.onChange(() -> told.addAndGet((int) live.table().version()));

        live.replace(aTable().build());

        assertThat(told).hasValue(7);
    }

    private static LinkPlan found(LinkTable table, String slug) {
        var plan = table.find("any.test", slug);
        if (plan == null) {
            throw new AssertionError("no link " + slug);
        }
        return plan;
    }

    private static int idOf(@Nullable LinkPlan plan) {
        return plan == null ? 0 : plan.linkId();
    }
}
