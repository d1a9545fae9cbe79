package io.clickway.warehouse.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ShardBuilderTest {

    private static final int SMALL = 2_000;

    @Test
    void shardsHoldTogetherExactlyTheLinks() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int count : List.of(0, 1, 7, 100, 3_000)) {
            var links = links(random, count);
            var found = new ArrayList<LinkRecord>();
            for (var shard : shards(links, SMALL)) {
                var held = LinkShard.parseFrom(shard.bytes()).getLinksList();
                assertThat(shard.links()).isEqualTo(held.size());
                assertThat(shard.bytes().length).isLessThanOrEqualTo(SMALL);
                found.addAll(held);
            }
            assertThat(found).containsExactlyInAnyOrderElementsOf(links);
        }
    }

    @Test
    void theSameLinksGiveTheSameShardsInWhateverOrderTheyWereMade() {
        var links = links(new Random(1), 3_000);
        var shuffled = new ArrayList<>(links);
        Collections.shuffle(shuffled, new Random(2));
        assertThat(hashes(shards(shuffled, SMALL))).isEqualTo(hashes(shards(links, SMALL)));
    }

    @Test
    void aChangedLinkChangesOneShard() {
        var random = new Random(3);
        var links = links(random, 3_000);
        var before = hashes(shards(links, SMALL));
        for (int i = 0; i < 50; i++) {
            var changed = new ArrayList<>(links);
            int at = random.nextInt(changed.size());
            var url = changed.get(at).getUrl();
            changed.set(
                    at,
                    changed.get(at).toBuilder()
                            .setUrl(url.replace("https", "http:"))
                            .build());
            var after = new HashSet<>(hashes(shards(changed, SMALL)));
            after.removeAll(before);
            assertThat(after).hasSize(1);
        }
    }

    @Test
    void anAddedLinkLeavesAllButOneOrItsTwoHalvesAlone() {
        var links = links(new Random(4), 3_000);
        var before = hashes(shards(links, SMALL));
        for (int i = 0; i < 50; i++) {
            var more = new ArrayList<>(links);
            more.add(link(9_000 + i, "added" + i));
            var after = new HashSet<>(hashes(shards(more, SMALL)));
            after.removeAll(before);
            assertThat(after.size()).isBetween(1, 2);
        }
    }

    @Test
    void fewLinksAreOneShard() {
        assertThat(shards(links(new Random(5), 1_000), ShardBuilder.MAX_SHARD_BYTES))
                .hasSize(1);
    }

    @Test
    void aBucketThatIsTooLargeIsCutInPieces() {
        var shards = new ArrayList<Shard>();
        var builder = new ShardBuilder(ShardBuilder.Kind.LINKS, shards::add, SMALL);
        for (int i = 0; i < 100; i++) {
            builder.add(17, link(i, "same-bucket-" + i));
        }
        builder.finish();
        assertThat(shards).hasSizeGreaterThan(1);
        assertThat(shards.stream().mapToInt(Shard::links).sum()).isEqualTo(100);
        assertThat(shards).allMatch(shard -> shard.bytes().length <= SMALL);
    }

    @Test
    void refusesBucketsThatGoBack() {
        var builder = new ShardBuilder(ShardBuilder.Kind.LINKS, _ -> {}, SMALL);
        builder.add(5, link(1, "a"));
        assertThatThrownBy(() -> builder.add(4, link(2, "b"))).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Shard> shards(List<LinkRecord> links, int maxBytes) {
        var shards = new ArrayList<Shard>();
        var builder = new ShardBuilder(ShardBuilder.Kind.LINKS, shards::add, maxBytes);
        links.stream()
                .sorted(Comparator.<LinkRecord>comparingInt(link -> bucket(link.getSlug()))
                        .thenComparing(LinkRecord::getSlug)
                        .thenComparing(LinkRecord::getDomain))
                .forEach(link -> builder.add(bucket(link.getSlug()), link));
        builder.finish();
        return shards;
    }

    private static List<String> hashes(List<Shard> shards) {
        return shards.stream().map(Shard::sha256Hex).collect(Collectors.toList());
    }

    private static List<LinkRecord> links(Random random, int count) {
        var links = new ArrayList<LinkRecord>();
        for (int i = 1; i <= count; i++) {
            links.add(link(i, Long.toString(random.nextLong() >>> 1, 36) + i));
        }
        return links;
    }

    private static LinkRecord link(int id, String slug) {
        return LinkRecord.newBuilder()
                .setLinkId(id)
                .setWorkspaceId(1)
                .setCampaignId(1)
                .setDomain("*")
                .setSlug(slug)
                .setUrl("https://example.com/landing/" + slug)
                .build();
    }

    /** As the column links.bucket computes it. */
    private static int bucket(String slug) {
        try {
            var md5 = MessageDigest.getInstance("MD5").digest(slug.getBytes(StandardCharsets.UTF_8));
            return (md5[0] & 0xff) << 4 | (md5[1] & 0xff) >> 4;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
