package io.clickway.warehouse.datapath;

import static io.clickway.testkit.ClickBuilder.aClick;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnknownFieldSet;
import io.clickway.batch.BatchHeader;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Watermark;
import io.clickway.id.SourceId;
import io.clickway.warehouse.quarantine.QuarantineCause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Everything a hostile or broken sender may send, one case each, on sources of their own. Long, because it is a list.
 *
 * @param cause of the whole message, or of its one bad event
 * @param first number of the first event that must lie in quarantine; 0 when the message tells no numbers
 * @param count how many
 * @param good events of the message that must be stored all the same
 */
public record Crafted(
        String name, TestBatch message, QuarantineCause cause, SourceId source, long first, int count, int good) {

    private static final int ZSTD_MAGIC = 0xFD2FB528;
    private static final int GIB = 1 << 30;

    @Override
    public String toString() {
        return name;
    }

    /** Each of the messages; the sources' numbers begin at {@code seed}. */
    public static List<Crafted> all(Instant now, long seed) {
        return new Making(now, seed).all();
    }

    /** A frame of zstd that claims {@code claimed} bytes and holds so many blocks of 128 KiB of the same byte. */
    static byte[] blocksOfOneByte(long claimed, int blocks) {
        var frame = ByteBuffer.allocate(13 + 4 * blocks).order(ByteOrder.LITTLE_ENDIAN);
        // Single segment, size in eight bytes, no checksum, no dictionary.
        frame.putInt(ZSTD_MAGIC).put((byte) 0b1110_0000).putLong(claimed);
        for (int i = 0; i < blocks; i++) {
            int header = (128 * 1024) << 3 | 1 << 1 | (i == blocks - 1 ? 1 : 0);
            frame.put((byte) header)
                    .put((byte) (header >> 8))
                    .put((byte) (header >> 16))
                    .put((byte) 0);
        }
        return frame.array();
    }

    private static final class Making {

        private final Instant now;
        private final List<Crafted> all = new ArrayList<>();
        private long next;

        Making(Instant now, long seed) {
            this.now = now;
            this.next = seed;
        }

        List<Crafted> all() {
            types();
            headers();
            ranges();
            bodies();
            frames();
            events();
            texts();
            return all;
        }

        private TestSource source() {
            return new TestSource("eu", new SourceId(++next), now).clicks(4);
        }

        /** A message that can't be read at all. */
        private void whole(String name, QuarantineCause cause, UnaryOperator<TestBatch> spoil) {
            var source = source();
            var batch = source.batch(1, 4);
            all.add(new Crafted(name, spoil.apply(batch), cause, source.id(), 1, 4, 0));
        }

        /** A message whose numbers can't be told either. */
        private void nameless(String name, UnaryOperator<TestBatch> spoil) {
            var source = source();
            var batch = source.batch(1, 4);
            all.add(new Crafted(name, spoil.apply(batch), QuarantineCause.BAD_HEADER, source.id(), 0, 0, 0));
        }

        private void types() {
            whole("no type", QuarantineCause.UNKNOWN_TYPE, batch -> batch.type(""));
            whole("another type", QuarantineCause.UNKNOWN_TYPE, batch -> batch.type("x".repeat(255)));
            whole("damaged by the forwarder's word", QuarantineCause.DAMAGED, batch -> batch.type("damaged"));
        }

        private void headers() {
            for (var header : List.of("format", "batch_id", "region", "count", "sent_at", "codec", "crc32c")) {
                whole("without " + header, QuarantineCause.BAD_HEADER, batch -> batch.without(header));
                whole(
                        header + " is a table",
                        cause(header),
                        batch -> batch.header(header, Map.of("a", List.of(1, "b\0"))));
                whole(
                        header + " is a text of 60 KB",
                        cause(header),
                        batch -> batch.header(header, "\0é\"\\".repeat(12_000)));
            }
            for (var header : List.of("format", "count", "sent_at", "crc32c")) {
                whole(header + " is a time", QuarantineCause.BAD_HEADER, batch -> batch.header(header, new Date(0)));
                whole(header + " is no number", QuarantineCause.BAD_HEADER, batch -> batch.header(header, "1"));
            }
            whole("a later format", QuarantineCause.BAD_HEADER, batch -> batch.header("format", 2L));
            whole("count is negative", QuarantineCause.BAD_HEADER, batch -> batch.header("count", -4L));
            whole("count is NaN", QuarantineCause.BAD_HEADER, batch -> batch.header("count", Double.NaN));
            whole("count differs from the ranges", QuarantineCause.BAD_HEADER, batch -> batch.header("count", 5L));
            whole("sent before 1970", QuarantineCause.BAD_HEADER, batch -> batch.header("sent_at", -1L));
            whole(
                    "sent in 300 million years",
                    QuarantineCause.BAD_HEADER,
                    batch -> batch.header("sent_at", Long.MAX_VALUE));
            whole("another region's", QuarantineCause.BAD_HEADER, batch -> batch.header("region", "us"));
            whole("batch id is none", QuarantineCause.BAD_HEADER, batch -> batch.header("batch_id", "42"));
            whole("another codec", QuarantineCause.UNKNOWN_CODEC, batch -> batch.header("codec", "brotli"));
            whole("encrypted", QuarantineCause.ENCRYPTED, batch -> batch.header("key_id", "7"));
            whole("encrypted by a table", QuarantineCause.ENCRYPTED, batch -> batch.header("key_id", Map.of()));
            whole(
                    "odd headers beside",
                    QuarantineCause.CHECKSUM,
                    batch -> batch.header("odd \0 \ud800", List.of(1, 2L, true, "\0"))
                            .header("crc32c", 1L));
        }

        private static QuarantineCause cause(String header) {
            return header.equals("codec") ? QuarantineCause.UNKNOWN_CODEC : QuarantineCause.BAD_HEADER;
        }

        private void ranges() {
            for (var ranges : List.of(
                    "",
                    " ",
                    "x",
                    "0000000000000000:1+4",
                    "00000000000000aa:0+4",
                    "00000000000000aa:-3+4",
                    "00000000000000aa:1+0",
                    "00000000000000aa:1+-4",
                    "00000000000000aa:9223372036854775807+4",
                    "00000000000000aa:1+99999999999",
                    "00000000000000aa:1+2147483647",
                    "00000000000000aa:1+2147483647 00000000000000ab:1+2147483647 00000000000000ac:1+6",
                    "00000000000000aa 1+4",
                    "aa:1+4",
                    "00000000000000aa:1+4\0",
                    "x".repeat(100_000))) {
                nameless(
                        "ranges '" + ranges.substring(0, Math.min(60, ranges.length())) + "'",
                        batch -> batch.header("ranges", ranges));
            }
            nameless("without ranges", batch -> batch.without("ranges"));
            nameless("ranges are a number", batch -> batch.header("ranges", 5L));
            nameless("ranges are a table", batch -> batch.header("ranges", Map.of("a", 1)));
            whole(
                    "fewer events than the range",
                    QuarantineCause.BAD_FRAME,
                    batch -> batch.plain(EventFrame.encode(source().events().subList(0, 3))));
            whole(
                    "more events than the range",
                    QuarantineCause.BAD_FRAME,
                    batch -> batch.plain(EventFrame.encode(source().events().subList(0, 5))));
            var overlapping = source();
            all.add(new Crafted(
                    "ranges that overlap with the same events",
                    TestBatch.of(
                            "eu",
                            List.of(
                                    overlapping.batch(1, 4).ranges().getFirst(),
                                    overlapping.batch(3, 5).ranges().getFirst()),
                            List.of(
                                    overlapping.events().get(0),
                                    overlapping.events().get(1),
                                    overlapping.events().get(2),
                                    overlapping.events().get(3),
                                    overlapping.events().get(2),
                                    overlapping.events().get(3),
                                    overlapping.events().get(4)),
                            now),
                    QuarantineCause.SEQ_TAKEN,
                    overlapping.id(),
                    0,
                    0,
                    5));
        }

        private void bodies() {
            whole("another checksum", QuarantineCause.CHECKSUM, batch -> batch.header("crc32c", 7L));
            whole("a flipped bit", QuarantineCause.CHECKSUM, batch -> batch.flipped(11, 3));
            whole("no body", QuarantineCause.BAD_COMPRESSION, batch -> batch.body(new byte[0]));
            whole("one byte", QuarantineCause.BAD_COMPRESSION, batch -> batch.body(new byte[] {40}));
            whole("noise", QuarantineCause.BAD_COMPRESSION, batch -> batch.body("no zstd at all".getBytes(UTF_8)));
            whole("not compressed", QuarantineCause.BAD_COMPRESSION, batch -> batch.body(batch.plain()));
            whole("a body of 2 MiB", QuarantineCause.TOO_LARGE, batch -> batch.body(new byte[2 << 20]));
            whole(
                    "a bomb that tells: 1 GiB",
                    QuarantineCause.TOO_LARGE,
                    batch -> batch.body(blocksOfOneByte(GIB, 8_192)));
            whole(
                    "a bomb that tells: 2^62",
                    QuarantineCause.TOO_LARGE,
                    batch -> batch.body(blocksOfOneByte(1L << 62, 1)));
            whole(
                    "a bomb that lies: 1 GiB in 16 MiB",
                    QuarantineCause.BAD_COMPRESSION,
                    batch -> batch.body(blocksOfOneByte(BatchHeader.MAX_PLAIN_BYTES, 8_192)));
            whole(
                    "a bomb of many frames",
                    QuarantineCause.BAD_COMPRESSION,
                    batch -> batch.body(joined(blocksOfOneByte(1 << 20, 8), blocksOfOneByte(GIB, 8_192))));
            whole(
                    "a frame within a frame",
                    QuarantineCause.BAD_FRAME,
                    batch -> batch.plain(Zstd.compress(Zstd.compress(new byte[1 << 20]))));
            whole(
                    "sixteen MiB of nothing",
                    QuarantineCause.BAD_FRAME,
                    batch -> batch.plain(new byte[BatchHeader.MAX_PLAIN_BYTES]));
            whole(
                    "one byte more than is allowed",
                    QuarantineCause.TOO_LARGE,
                    batch -> batch.plain(new byte[BatchHeader.MAX_PLAIN_BYTES + 1]));
            whole(
                    "a frame that hides its size",
                    QuarantineCause.BAD_COMPRESSION,
                    batch -> batch.body(windowed((byte) 0x58)));
            whole("a window of terabytes", QuarantineCause.BAD_COMPRESSION, batch -> batch.body(windowed((byte) 0xff)));
            whole("by a dictionary", QuarantineCause.BAD_COMPRESSION, batch -> batch.body(byDictionary()));
            whole(
                    "twice the frame",
                    QuarantineCause.BAD_COMPRESSION,
                    batch -> batch.body(joined(batch.body(), batch.body())));
            whole(
                    "a frame to be skipped first",
                    QuarantineCause.BAD_COMPRESSION,
                    batch -> batch.body(joined(new byte[] {0x50, 0x2A, 0x4D, 0x18, 1, 0, 0, 0, 9}, batch.body())));
            whole(
                    "a frame that is cut",
                    QuarantineCause.BAD_COMPRESSION,
                    batch -> batch.body(Arrays.copyOf(batch.body(), batch.body().length - 3)));
        }

        /** Not a single segment: a window instead of a size. */
        private static byte[] windowed(byte window) {
            var frame = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
            return frame.putInt(ZSTD_MAGIC)
                    .put((byte) 0)
                    .put(window)
                    .put(new byte[] {11, 0, 0, 65})
                    .array();
        }

        private static byte[] byDictionary() {
            var frame = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
            frame.putInt(ZSTD_MAGIC).put((byte) 0b1110_0001).put((byte) 77).putLong(1);
            return frame.put(new byte[] {11, 0, 0, 65}).array();
        }

        private void frames() {
            whole(
                    "a later version of the frame",
                    QuarantineCause.BAD_FRAME,
                    batch -> batch.plain(with(batch.plain(), 0, 2)));
            whole("an empty frame", QuarantineCause.BAD_FRAME, batch -> batch.plain(new byte[] {1}));
            whole(
                    "a frame that is cut off",
                    QuarantineCause.BAD_FRAME,
                    batch -> batch.plain(Arrays.copyOf(batch.plain(), batch.plain().length - 1)));
            whole(
                    "a length without an end",
                    QuarantineCause.BAD_FRAME,
                    batch -> batch.plain(new byte[] {1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}));
            whole(
                    "a negative length",
                    QuarantineCause.BAD_FRAME,
                    batch -> batch.plain(new byte[] {1, -1, -1, -1, -1, 15}));
            whole("a length beyond the frame", QuarantineCause.BAD_FRAME, batch -> batch.plain(new byte[] {1, 100, 1}));
        }

        /** One bad event, number 3, between two good ones on each side. */
        private void event(String name, QuarantineCause cause, byte[] bytes) {
            var source = source();
            var events = source.events();
            var frame = new ByteArrayOutputStream();
            frame.write(EventFrame.VERSION);
            for (int i = 0; i < 5; i++) {
                write(frame, i == 2 ? bytes : events.get(i).toByteArray());
            }
            var batch = source.batch(1, 5).plain(frame.toByteArray());
            all.add(new Crafted(name, batch, cause, source.id(), 3, 1, 4));
        }

        private void click(String name, QuarantineCause cause, Consumer<Click.Builder> change) {
            var click = aClick();
            change.accept(click.fields());
            event(name, cause, lastOf(source().click(click)).toByteArray());
        }

        private void watermark(String name, QuarantineCause cause, Consumer<Watermark.Builder> change) {
            event(
                    name,
                    cause,
                    lastOf(source().watermark(SourceState.OPEN, change)).toByteArray());
        }

        private static Event lastOf(TestSource source) {
            return source.events().getLast();
        }

        private static void write(ByteArrayOutputStream frame, byte[] event) {
            try {
                var out = CodedOutputStream.newInstance(frame);
                out.writeByteArrayNoTag(event);
                out.flush();
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private void events() {
            event("no bytes", QuarantineCause.BAD_ID, new byte[0]);
            event("garbage", QuarantineCause.BAD_EVENT, new byte[] {1, 3, 7, 7, 7});
            event("a varint without an end", QuarantineCause.BAD_EVENT, new byte[] {
                8, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
            });
            event(
                    "cut in the midst of a field",
                    QuarantineCause.BAD_EVENT,
                    Arrays.copyOf(lastOf(source()).toByteArray(), 40));
            event("groups a thousand deep", QuarantineCause.BAD_EVENT, filled(1_000, (byte) 0x0b));
            event(
                    "only an id",
                    QuarantineCause.UNKNOWN_KIND,
                    lastOf(source().event(_ -> {})).toByteArray());
            event(
                    "a kind of a later build",
                    QuarantineCause.UNKNOWN_KIND,
                    lastOf(source().event(event -> event.setUnknownFields(UnknownFieldSet.newBuilder()
                                    .addField(
                                            12,
                                            UnknownFieldSet.Field.newBuilder()
                                                    .addLengthDelimited(ByteString.copyFromUtf8("x"))
                                                    .build())
                                    .build())))
                            .toByteArray());
            event(
                    "an id of version 4",
                    QuarantineCause.BAD_ID,
                    lastOf(source()).toBuilder()
                            .setIdHigh(lastOf(source()).getIdHigh() & ~0xf000L | 0x4000)
                            .build()
                            .toByteArray());
            event(
                    "an id of no variant",
                    QuarantineCause.BAD_ID,
                    lastOf(source()).toBuilder()
                            .setIdLow(lastOf(source()).getIdLow() & ~(3L << 62))
                            .build()
                            .toByteArray());
            event("an hour ahead", QuarantineCause.AHEAD_OF_TIME, at(now.plus(Duration.ofHours(1))));
            event("in the year 10889", QuarantineCause.AHEAD_OF_TIME, at(Instant.ofEpochMilli((1L << 48) - 1)));
            event("of 1970", QuarantineCause.TOO_OLD, at(Instant.EPOCH));
            event("two years old", QuarantineCause.TOO_OLD, at(now.minus(Duration.ofDays(730))));
            click("a field of 1 MiB", QuarantineCause.TOO_LARGE, click -> click.setUserAgent("x".repeat(1 << 20)));
            click("a country in lower case", QuarantineCause.BAD_VALUE, click -> click.setCountry("de"));
            click("a currency of four letters", QuarantineCause.BAD_VALUE, click -> click.setCurrency("EURO"));
            click(
                    "a network of five bytes",
                    QuarantineCause.BAD_VALUE,
                    click -> click.setNetwork(ByteString.copyFrom(new byte[5])));
            click("a cost beyond the column", QuarantineCause.BAD_VALUE, click -> click.setCostMicros(Long.MAX_VALUE));
            click("an unknown device", QuarantineCause.BAD_VALUE, click -> click.setDeviceValue(99));
            click("a continent that is none", QuarantineCause.BAD_VALUE, click -> click.setContinent("XX"));
            click("a subdivision with its country", QuarantineCause.BAD_VALUE, click -> click.setSubdivision("DE-BY"));
            click("a city of 201 letters", QuarantineCause.BAD_VALUE, click -> click.setCity("x".repeat(201)));
            click("a version of 65 digits", QuarantineCause.BAD_VALUE, click -> click.setOsVersion("1".repeat(65)));
            click(
                    "a sealed address of 65 bytes",
                    QuarantineCause.BAD_VALUE,
                    click -> click.setSealedAddress(ByteString.copyFrom(new byte[65])));
            click("a signal beyond 2^31", QuarantineCause.BAD_VALUE, click -> click.setSignals(-1));
            click("a traffic source beyond 2^31", QuarantineCause.BAD_VALUE, click -> click.setTrafficSourceId(-1));
            click(
                    "an unknown outcome",
                    QuarantineCause.BAD_VALUE,
                    click -> click.getDecisionBuilder().setOutcomeValue(7));
            click(
                    "a draw beyond 2^31",
                    QuarantineCause.BAD_VALUE,
                    click -> click.getDecisionBuilder().setDraw(-1));
            click("65 rules passed", QuarantineCause.BAD_VALUE, click -> {
                for (int i = 1; i <= 65; i++) {
                    click.getDecisionBuilder().addPassedBuilder().setRuleId(i);
                }
            });
            click(
                    "a condition beyond 2^31",
                    QuarantineCause.BAD_VALUE,
                    click -> click.getDecisionBuilder()
                            .addPassedBuilder()
                            .setRuleId(1)
                            .setCondition(-1));
            click("a link beyond 2^31", QuarantineCause.BAD_VALUE, click -> click.setLinkId(-1));
            click(
                    "eleven subs",
                    QuarantineCause.BAD_VALUE,
                    click -> click.addAllSubs(List.of("", "", "", "", "", "", "", "", "", "", "x")));
            click("2,000 parameters", QuarantineCause.BAD_VALUE, click -> {
                for (int i = 0; i < 2_000; i++) {
                    click.addParametersBuilder().setName("p" + i);
                }
            });
            watermark("a word beyond all numbers", QuarantineCause.BAD_VALUE, mark -> mark.setSeqThrough(-1));
            watermark("a word before itself", QuarantineCause.BAD_VALUE, mark -> mark.setSeqThrough(0));
            watermark(
                    "a time beyond all times",
                    QuarantineCause.BAD_VALUE,
                    mark -> mark.setTimeThroughMs(Long.MAX_VALUE));
            watermark(
                    "a spooled range of nothing",
                    QuarantineCause.BAD_VALUE,
                    mark -> mark.addSpooledBuilder().setFirst(1));
            watermark(
                    "a negative unrecorded range",
                    QuarantineCause.BAD_VALUE,
                    mark -> mark.addUnrecordedBuilder().setFirst(-1).setCount(1));
        }

        private byte[] at(Instant time) {
            long high = time.toEpochMilli() << 16 | lastOf(source()).getIdHigh() & 0xffff;
            return lastOf(source()).toBuilder().setIdHigh(high).build().toByteArray();
        }

        /** NUL and bytes that are not UTF-8, in every text there is. */
        private void texts() {
            for (var field : Click.getDescriptor().getFields()) {
                if (field.getJavaType() == FieldDescriptor.JavaType.STRING) {
                    boolean isCode = CODES.contains(field.getName());
                    var nul = lastOf(source()).toBuilder();
                    put(nul.getClickBuilder(), field, "a\0");
                    event(
                            "NUL in " + field.getName(),
                            isCode ? QuarantineCause.BAD_VALUE : QuarantineCause.NUL_IN_TEXT,
                            nul.build().toByteArray());
                    var text = lastOf(source()).toBuilder();
                    put(text.getClickBuilder(), field, MARK);
                    event("no UTF-8 in " + field.getName(), QuarantineCause.BAD_UTF8, spoilt(text.build()));
                }
            }
            click(
                    "NUL in the name of a parameter",
                    QuarantineCause.NUL_IN_TEXT,
                    click -> click.addParametersBuilder().setName("\0"));
            click(
                    "NUL in the value of a parameter",
                    QuarantineCause.NUL_IN_TEXT,
                    click -> click.addParametersBuilder().setName("a").setValue("\0"));
            var parameter = lastOf(source()).toBuilder();
            parameter.getClickBuilder().addParametersBuilder().setName("a").setValue(MARK);
            event("no UTF-8 in a parameter", QuarantineCause.BAD_UTF8, spoilt(parameter.build()));
            watermark("NUL in edge", QuarantineCause.NUL_IN_TEXT, mark -> mark.setEdge("\0"));
            event(
                    "no UTF-8 in edge",
                    QuarantineCause.BAD_UTF8,
                    spoilt(lastOf(source().watermark(SourceState.OPEN, mark -> mark.setEdge(MARK)))));
        }

        private static final String MARK = "~~~~~~~";

        /** Fields of letters and digits only: what else is in them is no code. */
        private static final Set<String> CODES = Set.of("country", "currency", "continent", "subdivision");

        private static void put(Click.Builder click, FieldDescriptor field, String text) {
            if (field.isRepeated()) {
                click.addRepeatedField(field, text);
            } else {
                click.setField(field, text);
            }
        }

        private static byte[] spoilt(Event event) {
            var bytes = event.toByteArray();
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '~') {
                    bytes[i] = (byte) 0xc3;
                }
            }
            return bytes;
        }

        private static byte[] filled(int length, byte value) {
            var bytes = new byte[length];
            Arrays.fill(bytes, value);
            return bytes;
        }

        private static byte[] with(byte[] bytes, int at, int value) {
            var changed = bytes.clone();
            changed[at] = (byte) value;
            return changed;
        }

        private static byte[] joined(byte[] one, byte[] other) {
            var both = Arrays.copyOf(one, one.length + other.length);
            System.arraycopy(other, 0, both, one.length, other.length);
            return both;
        }
    }
}
