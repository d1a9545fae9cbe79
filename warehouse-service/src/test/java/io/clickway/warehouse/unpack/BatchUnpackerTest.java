package io.clickway.warehouse.unpack;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.SeqRange;
import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Watermark;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.unpack.UnpackedEvent.BadEvent;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchUnpackerTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final BatchUnpacker unpacker = new BatchUnpacker(new EventReading(
            new EventTimes(Duration.ofDays(400), Duration.ofMinutes(5), 7, Clock.fixed(NOW, ZoneOffset.UTC))));
    private final TestSource source = new TestSource("eu", new Random(7), NOW).clicks(5);

    @Test
    void readsEveryEventWithItsPlace() {
        var read = read(source.batch(2, 4));

        assertThat(read.events()).extracting(event -> event.place().seq()).containsExactly(2L, 3L, 4L);
        assertThat(read.events()).extracting(event -> event.place().source()).containsOnly(source.id());
        assertThat(read.events()).hasOnlyElementsOfType(UnpackedEvent.ClickEvent.class);
        assertThat(read.events().getFirst().place().bytes())
                .isEqualTo(source.events().get(1).toByteArray());
    }

    @Test
    void everyFlippedBitOfTheBodyIsNoticed() {
        var batch = source.batch();
        for (int index = 0; index < batch.body().length; index++) {
            for (int bit = 0; bit < 8; bit++) {
                assertThat(cause(batch.flipped(index, bit)))
                        .as("byte %d bit %d", index, bit)
                        .isEqualTo(QuarantineCause.CHECKSUM);
            }
        }
    }

    @Test
    void noBytesOfAnySortMakeItThrow() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var plain = source.batch().plain();
        for (int i = 0; i < 3_000; i++) {
            var spoilt = plain.clone();
            for (int flips = random.nextInt(1, 6); flips > 0; flips--) {
                spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
            }
            unpacker.unpack(source.batch().plain(spoilt).message());
            unpacker.unpack(source.batch().body(spoilt).message());
        }
    }

    @Test
    void everyCutOfTheContentIsNoticed() {
        var plain = source.batch().plain();
        for (int length = 1; length < plain.length; length++) {
            assertThat(cause(source.batch().plain(Arrays.copyOf(plain, length))))
                    .as("cut to %d", length)
                    .isEqualTo(QuarantineCause.BAD_FRAME);
        }
    }

    @Test
    void anUnreadableBatchKeepsItsRanges() {
        var unreadable = unreadable(source.batch(2, 4).flipped(3, 1));

        assertThat(unreadable.ranges()).hasToString("[" + source.id() + ":2+3]");
        assertThat(unreadable.batchId()).isPresent();
    }

    @Test
    void namesWhatIsWrongWithTheHeaders() {
        var batch = source.batch();

        assertThat(cause(batch.without("ranges"))).isEqualTo(QuarantineCause.BAD_HEADER);
        assertThat(cause(batch.header("format", 2L))).isEqualTo(QuarantineCause.BAD_HEADER);
        assertThat(cause(batch.header("region", "us"))).isEqualTo(QuarantineCause.BAD_HEADER);
        assertThat(cause(batch.header("count", 5L))).isEqualTo(QuarantineCause.BAD_HEADER);
        assertThat(cause(batch.header("sent_at", -1L))).isEqualTo(QuarantineCause.BAD_HEADER);
        assertThat(cause(batch.header("sent_at", "soon"))).isEqualTo(QuarantineCause.BAD_HEADER);
        assertThat(cause(batch.header("batch_id", "x"))).isEqualTo(QuarantineCause.BAD_HEADER);
        assertThat(cause(batch.header("codec", "gzip"))).isEqualTo(QuarantineCause.UNKNOWN_CODEC);
        assertThat(cause(batch.header("key_id", "7"))).isEqualTo(QuarantineCause.ENCRYPTED);
        assertThat(cause(batch.type("damaged"))).isEqualTo(QuarantineCause.DAMAGED);
        assertThat(cause(batch.type("other"))).isEqualTo(QuarantineCause.UNKNOWN_TYPE);
        assertThat(cause(batch.type(""))).isEqualTo(QuarantineCause.UNKNOWN_TYPE);
    }

    @Test
    void aBombIsRefusedByTheSizeItClaims() {
        var bomb = Zstd.compress(new byte[512 * 1024 * 1024], 1);
        assertThat(bomb.length).isLessThan(1024 * 1024);

        assertThat(cause(source.batch().body(bomb))).isEqualTo(QuarantineCause.TOO_LARGE);
    }

    @Test
    void aBodyThatGrowsBeyondTheSizeItClaimsIsRefused() {
        var one = Zstd.compress(source.batch().plain(), 1);
        var two = Arrays.copyOf(one, one.length * 2);
        System.arraycopy(one, 0, two, one.length, one.length);

        assertThat(cause(source.batch().body(two))).isEqualTo(QuarantineCause.BAD_COMPRESSION);
        assertThat(cause(source.batch().body(new byte[2 * 1024 * 1024]))).isEqualTo(QuarantineCause.TOO_LARGE);
        assertThat(cause(source.batch().body("no zstd".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(QuarantineCause.BAD_COMPRESSION);
    }

    @Test
    void anUnknownVersionOfTheContentIsRefused() {
        var plain = source.batch().plain();
        plain[0] = 9;

        assertThat(cause(source.batch().plain(plain))).isEqualTo(QuarantineCause.BAD_FRAME);
    }

    @Test
    void oneBadEventLeavesItsNeighboursGood() {
        source.event(event -> event.setUnknownFields(UnknownFieldSet.newBuilder()
                .addField(
                        12,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("later"))
                                .build())
                .build()));
        source.clicks(1);

        var read = read(source.batch());

        assertThat(read.events()).filteredOn(BadEvent.class::isInstance).hasSize(1);
        var bad = (BadEvent) read.events().get(6);
        assertThat(bad.cause()).isEqualTo(QuarantineCause.UNKNOWN_KIND);
        assertThat(bad.place().bytes()).isEqualTo(source.events().get(6).toByteArray());
    }

    @Test
    void namesWhatIsWrongWithAClick() {
        assertThat(clickCause(click -> click.setTarget("/a\0b"))).isEqualTo(QuarantineCause.NUL_IN_TEXT);
        assertThat(clickCause(click -> click.addSubs("\0"))).isEqualTo(QuarantineCause.NUL_IN_TEXT);
        assertThat(clickCause(click -> click.addReasons("\0"))).isEqualTo(QuarantineCause.NUL_IN_TEXT);
        assertThat(clickCause(click -> click.addParametersBuilder().setName("\0")))
                .isEqualTo(QuarantineCause.NUL_IN_TEXT);
        assertThat(clickCause(click -> click.setLinkId(-1))).isEqualTo(QuarantineCause.BAD_VALUE);
        assertThat(clickCause(click -> click.setConfigVersion(1L << 40))).isEqualTo(QuarantineCause.BAD_VALUE);
        assertThat(clickCause(click -> click.setDeviceValue(77))).isEqualTo(QuarantineCause.BAD_VALUE);
        assertThat(clickCause(click -> click.setCountry("de"))).isEqualTo(QuarantineCause.BAD_VALUE);
        assertThat(clickCause(click -> click.setCurrency("€"))).isEqualTo(QuarantineCause.BAD_VALUE);
        assertThat(clickCause(click -> click.setCostMicros(Long.MIN_VALUE))).isEqualTo(QuarantineCause.BAD_VALUE);
        assertThat(clickCause(click -> click.setNetwork(ByteString.copyFrom(new byte[5]))))
                .isEqualTo(QuarantineCause.BAD_VALUE);
        assertThat(clickCause(click -> {
                    for (int i = 0; i < 11; i++) {
                        click.addSubs("x");
                    }
                }))
                .isEqualTo(QuarantineCause.BAD_VALUE);
    }

    @Test
    void textThatIsNotUtf8IsToldFromBytesThatAreNoProtobuf() {
        source.click(aClick().sub1("~~~~"));
        var plain = source.batch().plain();
        int at = lastIndexOf(plain, (byte) '~');
        plain[at] = (byte) 0xff;

        var read = read(source.batch().plain(plain));
        assertThat(((BadEvent) read.events().getLast()).cause()).isEqualTo(QuarantineCause.BAD_UTF8);

        var noProtobuf = new byte[] {1, 3, 7, 7, 7};
        var one = source.batch(1, 1).plain(noProtobuf);
        assertThat(((BadEvent) read(one).events().getFirst()).cause()).isEqualTo(QuarantineCause.BAD_EVENT);
    }

    @Test
    void absurdTimesAreRefusedAgainstTheMomentTheBatchWasSent() {
        assertThat(timeCause(NOW.plusSeconds(299), NOW)).isNull();
        assertThat(timeCause(NOW.plusSeconds(301), NOW)).isEqualTo(QuarantineCause.AHEAD_OF_TIME);
        assertThat(timeCause(NOW.minus(Duration.ofDays(399)), NOW)).isNull();
        assertThat(timeCause(NOW.minus(Duration.ofDays(401)), NOW)).isEqualTo(QuarantineCause.TOO_OLD);
        assertThat(timeCause(NOW.plus(Duration.ofDays(8)), NOW.plus(Duration.ofDays(8))))
                .as("a region whose clock is a week ahead")
                .isEqualTo(QuarantineCause.AHEAD_OF_TIME);
        assertThat(timeCause(NOW.minus(Duration.ofDays(401)), NOW.minus(Duration.ofDays(300))))
                .as("a region whose clock is far behind")
                .isEqualTo(QuarantineCause.TOO_OLD);
    }

    @Test
    void anIdThatIsNoVersion7IsRefused() {
        source.event(event -> event.setIdHigh(event.getIdHigh() & ~0xf000L).setClick(Click.getDefaultInstance()));

        assertThat(lastCause()).isEqualTo(QuarantineCause.BAD_ID);
    }

    @Test
    void namesWhatIsWrongWithAWatermark() {
        assertThat(watermarkCause(mark -> mark.setSeqThrough(1))).isEqualTo(QuarantineCause.BAD_VALUE);
        assertThat(watermarkCause(mark -> mark.setSeqThrough(-1))).isEqualTo(QuarantineCause.BAD_VALUE);
        assertThat(watermarkCause(mark -> mark.setStateValue(9))).isEqualTo(QuarantineCause.BAD_VALUE);
        assertThat(watermarkCause(mark -> mark.setTimeThroughMs(Long.MAX_VALUE)))
                .isEqualTo(QuarantineCause.BAD_VALUE);
        assertThat(watermarkCause(mark -> mark.setEdge("a\0"))).isEqualTo(QuarantineCause.NUL_IN_TEXT);
        assertThat(watermarkCause(mark -> mark.addSpooled(SeqRange.newBuilder().setFirst(0))))
                .isEqualTo(QuarantineCause.BAD_VALUE);
        assertThat(watermarkCause(mark ->
                        mark.addUnrecorded(SeqRange.newBuilder().setFirst(1).setCount(-1))))
                .isEqualTo(QuarantineCause.BAD_VALUE);
    }

    private QuarantineCause clickCause(Consumer<Click.Builder> change) {
        var click = aClick();
        change.accept(click.fields());
        source.click(click);
        return lastCause();
    }

    private QuarantineCause watermarkCause(Consumer<Watermark.Builder> change) {
        source.watermark(SourceState.OPEN, change);
        return lastCause();
    }

    private @Nullable QuarantineCause timeCause(Instant time, Instant sentAt) {
        var other = new TestSource("eu", new Random(8), time);
        var event = read(other.batch().header("sent_at", sentAt.toEpochMilli()))
                .events()
                .getFirst();
        return event instanceof BadEvent bad ? bad.cause() : null;
    }

    private QuarantineCause lastCause() {
        var last = read(source.batch(source.last(), source.last())).events().getFirst();
        assertThat(last).isInstanceOf(BadEvent.class);
        return ((BadEvent) last).cause();
    }

    private UnpackedBatch.Read read(TestBatch batch) {
        var unpacked = unpacker.unpack(batch.message());
        assertThat(unpacked).isInstanceOf(UnpackedBatch.Read.class);
        return (UnpackedBatch.Read) unpacked;
    }

    private UnpackedBatch.Unreadable unreadable(TestBatch batch) {
        var unpacked = unpacker.unpack(batch.message());
        assertThat(unpacked).isInstanceOf(UnpackedBatch.Unreadable.class);
        return (UnpackedBatch.Unreadable) unpacked;
    }

    private QuarantineCause cause(TestBatch batch) {
        return unreadable(batch).cause();
    }

    private static int lastIndexOf(byte[] bytes, byte wanted) {
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }
}
