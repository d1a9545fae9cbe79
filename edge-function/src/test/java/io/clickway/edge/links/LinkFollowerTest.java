package io.clickway.edge.links;

import static io.clickway.testkit.Facts.someFacts;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.edge.route.LiveLinks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkFollowerTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final FakeLinkStore store = new FakeLinkStore();
    private final LiveLinks live = new LiveLinks();

    @Test
    void putsANewVersionInForceAndFetchesOnlyWhatChanged() {
        var follower = follower(live);
        store.publish(1, "a", "b");
        follower.poll();
        assertThat(live.table().version()).isEqualTo(1);
        assertThat(live.table().appliedAtMillis()).isEqualTo(555);
        store.fetched.clear();

        store.publish(2, "a", "b", "c");
        follower.poll();

        assertThat(live.table().version()).isEqualTo(2);
        assertThat(live.table().find("any.test", "c")).isNotNull();
        assertThat(store.fetched).hasSize(1);
    }

    @Test
    void servesItsLastSnapshotWhenEverythingElseIsDown() {
        store.publish(1, "a");
        follower(live).poll();
        store.publish(2, "a", "b");
        var second = follower(live);
        second.poll();
        store.down = true;

        var reborn = new LiveLinks();
        var follower = follower(reborn);
        follower.loadSnapshot();
        follower.poll();

        assertThat(reborn.table().version()).isEqualTo(2);
        assertThat(reborn.table().find("x", "a")).isNotNull();
        assertThat(reborn.table().find("x", "b")).isNotNull();
        assertThat(follower.isSettled()).isTrue();
    }

    @Test
    void keepsUnchangedShardsInANewSnapshot() {
        var follower = follower(live);
        store.publish(1, "a", "b");
        follower.poll();
        store.publish(2, "b", "c");
        store.shards.keySet().removeIf(sha -> store.fetched.contains(sha));
        follower.poll();

        var reborn = new LiveLinks();
        follower(reborn).loadSnapshot();
        assertThat(reborn.table().size()).isEqualTo(2);
        assertThat(reborn.table().find("x", "b")).isNotNull();
    }

    @Test
    void isSettledOnceRedisHasSaidThatThereIsNoConfiguration() {
        var follower = follower(live);
        store.down = true;
        follower.poll();
        assertThat(follower.isSettled()).isFalse();

        store.down = false;
        follower.poll();
        assertThat(follower.isSettled()).isTrue();
    }

    @Test
    void keepsAGoodTableWhenTheVersionGoesBackOrVanishes() {
        var follower = follower(live);
        store.publish(5, "a");
        follower.poll();
        store.publish(4, "b");
        follower.poll();
        assertThat(live.table().version()).isEqualTo(5);

        store.version = null;
        follower.poll();
        assertThat(live.table().find("x", "a")).isNotNull();
    }

    @Test
    void doesNotClaimAVersionThatTheRegionHasLost() {
        var follower = follower(live);
        store.publish(5, "a");
        follower.poll();
        assertThat(live.heldVersion()).isEqualTo(5);

        store.version = null;
        follower.poll();
        assertThat(live.heldVersion()).isZero();
        store.down = true;
        follower.poll();
        assertThat(live.heldVersion()).isZero();

        store.down = false;
        store.version = 4L;
        follower.poll();
        assertThat(live.heldVersion()).isEqualTo(4);
        store.version = 5L;
        follower.poll();
        assertThat(live.heldVersion()).isEqualTo(5);
    }

    @Test
    void claimsItsSnapshotUntilRedisHasAnswered() {
        store.publish(2, "a");
        follower(live).poll();
        store.down = true;

        var reborn = new LiveLinks();
        var follower = follower(reborn);
        follower.loadSnapshot();
        follower.poll();

        assertThat(reborn.heldVersion()).isEqualTo(2);
    }

    @Test
    void keepsAGoodTableWhenTheNewOneIsHalfWritten() {
        var follower = follower(live);
        store.publish(1, "a");
        follower.poll();

        store.publish(2, "a", "b");
        var whole = store.manifest;
        var shards = new HashMap<>(store.shards);
        store.manifest = new byte[] {1, 2, 3};
        follower.poll();
        store.manifest = null;
        follower.poll();
        store.manifest = whole;
        store.shards.clear();
        follower.poll();
        shards.keySet().forEach(sha -> store.shards.put(sha, new byte[] {9}));
        follower.poll();
        store.version = 3L;
        store.shards.putAll(shards);
        follower.poll();
        assertThat(live.table().version()).isEqualTo(1);

        store.version = 2L;
        follower.poll();
        assertThat(live.table().version()).isEqualTo(2);
    }

    @Test
    void sendsNobodyByALinkThatNoVisitorMayFollow() {
        store.publishUrl(1, "evil", "javascript:alert(1)");
        follower(live).poll();

        assertThat(live.table().version()).isEqualTo(1);
        var plan = Objects.requireNonNull(live.table().find("x", "evil"));
        assertThat(plan.decide(someFacts()).template()).isNull();
    }

    @Test
    void keepsAGoodTableWhenAShardIsGarbledThoughItHasItsName() {
        var follower = follower(live);
        store.publish(1, "a");
        follower.poll();
        store.publishBytes(2, new byte[] {1 << 3 | 2, 100, 1});
        follower.poll();

        assertThat(live.table().version()).isEqualTo(1);
        assertThat(live.table().find("x", "a")).isNotNull();
        store.publish(3, "b");
        follower.poll();
        assertThat(live.table().version()).isEqualTo(3);
    }

    @Test
    void setsADamagedSnapshotAsideAndGoesOnWithoutLinks() throws Exception {
        store.publish(1, "a", "b");
        follower(live).poll();
        long seed = 5;
        var random = new Random(seed);
        var good = Files.readAllBytes(folder.resolve("links.snapshot"));
        for (int i = 0; i < 200; i++) {
            var bad = random.nextBoolean() ? good.clone() : Arrays.copyOf(good, random.nextInt(good.length));
            if (bad.length == good.length) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(folder.resolve("links.snapshot"), bad);
            var reborn = new LiveLinks();
            follower(reborn).loadSnapshot();

            assertThat(reborn.table().version()).as("seed %d", seed).isZero();
            assertThat(folder.resolve("links.snapshot.damaged")).exists();
            assertThat(folder.resolve("links.snapshot")).doesNotExist();
        }
    }

    @Test
    void putsTheTableInForceEvenIfTheSnapshotCannotBeWritten() {
        var follower = new LinkFollower(store, new LinkSnapshot(folder.resolve("gone/links.snapshot")), live, () -> 1);
        store.publish(1, "a");
        follower.poll();

        assertThat(live.table().version()).isEqualTo(1);
    }

    private LinkFollower follower(LiveLinks links) {
        return new LinkFollower(store, new LinkSnapshot(folder.resolve("links.snapshot")), links, () -> 555);
    }
}
