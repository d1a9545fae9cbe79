package io.clickway.warehouse.unpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.clickway.batch.BatchHeader;
import io.clickway.batch.SourceRange;
import io.clickway.warehouse.datapath.Crafted;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.unpack.UnpackedEvent.BadEvent;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a sender makes up has a name, numbers and a bound, and costs its neighbours nothing. */
class BadInputTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    /** Twice what a body may decompress to: the content, and events made of it. */
    private static final long MOST_BYTES = 2L * BatchHeader.MAX_PLAIN_BYTES;

    private static final int VARIANTS = 10_000;

    private final BatchUnpacker unpacker = new BatchUnpacker(new EventReading(
            new EventTimes(Duration.ofDays(400), Duration.ofMinutes(5), 7, Clock.fixed(NOW, ZoneOffset.UTC))));

    static List<Crafted> crafted() {
        return Crafted.all(NOW, 1_000);
    }

    @ParameterizedTest
    @MethodSource("crafted")
    void isNamedAndCountedWithinBoundedMemory(Crafted crafted) {
        var memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();

        var unpacked = unpacker.unpack(crafted.message().message());

        assertThat(memory.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
        switch (unpacked) {
            case UnpackedBatch.Unreadable whole -> {
                assertThat(whole.cause()).isEqualTo(crafted.cause());
                assertThat(crafted.good()).isZero();
                assertThat(whole.ranges())
                        .isEqualTo(
                                crafted.first() == 0
                                        ? List.of()
                                        : List.of(new SourceRange(crafted.source(), crafted.first(), crafted.count())));
            }
            case UnpackedBatch.Read read -> {
                var bad = read.events().stream()
                        .filter(BadEvent.class::isInstance)
                        .map(BadEvent.class::cast)
                        .toList();
                assertThat(bad).hasSize(crafted.count());
                assertThat(bad).allSatisfy(event -> {
                    assertThat(event.cause()).as(event.detail()).isEqualTo(crafted.cause());
                    assertThat(event.place().seq()).isEqualTo(crafted.first());
                    assertThat(event.place().source()).isEqualTo(crafted.source());
                });
            }
        }
        var claim = Claim.of(crafted.message().message());
        assertThat(claim.events()).isBetween(0, BatchHeader.MAX_EVENTS);
        assertThat(claim.bytes())
                .isBetween(
                        (long) crafted.message().body().length,
                        (long) crafted.message().body().length + BatchHeader.MAX_PLAIN_BYTES);
    }

    @Test
    void whateverHappensToABodyOnItsWayIsNoticed() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var source = new TestSource("eu", new Random(7), NOW).clicks(30);
        var batch = source.batch();
        for (int i = 0; i < VARIANTS; i++) {
            var spoilt = spoilt(batch.body(), random);
            var unpacked = unpacker.unpack(new BatchMessage("eu", "events", batch.headers(), spoilt));
            if (!Arrays.equals(spoilt, batch.body())) {
                assertThat(unpacked).isInstanceOf(UnpackedBatch.Unreadable.class);
                assertThat(((UnpackedBatch.Unreadable) unpacked).cause()).isEqualTo(QuarantineCause.CHECKSUM);
            }
        }
    }

    @Test
    void aSenderWhoMakesThemUpWithTheRightChecksumStillGetsEveryNumberAccountedFor() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var source = new TestSource("eu", new Random(7), NOW).clicks(30);
        var batch = source.batch();
        var plain = batch.plain();
        for (int i = 0; i < VARIANTS; i++) {
            var made = random.nextBoolean()
                    ? batch.plain(spoilt(plain, random))
                    : batch.body(spoilt(batch.body(), random));
            switch (unpacker.unpack(made.message())) {
                case UnpackedBatch.Read read -> assertThat(read.events()).hasSize(source.last());
                case UnpackedBatch.Unreadable whole ->
                    assertThat(whole.ranges()).containsExactly(new SourceRange(source.id(), 1, source.last()));
            }
        }
    }

    /** Flipped, cut, prolonged, or a part of it written over another. */
    private static byte[] spoilt(byte[] bytes, Random random) {
        var spoilt = bytes.clone();
        switch (random.nextInt(4)) {
            case 0 -> {
                for (int flips = random.nextInt(1, 9); flips > 0; flips--) {
                    spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 1 -> spoilt = Arrays.copyOf(spoilt, random.nextInt(spoilt.length));
            case 2 -> spoilt = Arrays.copyOf(spoilt, spoilt.length + random.nextInt(1, 99));
            default -> {
                int length = random.nextInt(1, spoilt.length / 2);
                System.arraycopy(
                        bytes,
                        random.nextInt(bytes.length - length),
                        spoilt,
                        random.nextInt(bytes.length - length),
                        length);
            }
        }
        return spoilt;
    }
}
