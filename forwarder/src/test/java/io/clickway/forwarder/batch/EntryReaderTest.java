package io.clickway.forwarder.batch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import com.google.protobuf.CodedInputStream;
import io.clickway.batch.BatchHeader;
import io.clickway.forwarder.stream.EntryId;
import io.clickway.forwarder.stream.StreamEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntryReaderTest {

    private static final String SOURCE = "00000000000000ff";
    private static final byte[] TWO_EVENTS = {1, 1, 'a', 2, 'b', 'c'};

    private static StreamEntry entry(Object... fields) {
        var list = new ArrayList<StreamEntry.Field>();
        for (int i = 0; i < fields.length; i += 2) {
            var value = fields[i + 1] instanceof byte[] bytes
                    ? bytes
                    : fields[i + 1].toString().getBytes(ISO_8859_1);
            list.add(new StreamEntry.Field(fields[i].toString().getBytes(ISO_8859_1), value));
        }
        return new StreamEntry(new EntryId(1_000, 7), list);
    }

    private static EntryContent.Damaged damaged(StreamEntry entry) {
        var content = EntryReader.read(entry);
        assertThat(content).isInstanceOf(EntryContent.Damaged.class);
        return (EntryContent.Damaged) content;
    }

    @Test
    void readsRangeAndFrameAndLetsUnknownFieldsPass() {
        var content =
                EntryReader.read(entry("source", SOURCE, "first_seq", "5", "n", "2", "later", "x", "d", TWO_EVENTS));
        assertThat(content).isInstanceOfSatisfying(EntryContent.Readable.class, readable -> {
            assertThat(readable.range()).hasToString(SOURCE + ":5+2");
            assertThat(readable.frame()).isEqualTo(TWO_EVENTS);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_SOURCE,  xyz,              1, 2",
        "BAD_SOURCE,  0000000000000000, 1, 2",
        "BAD_NUMBER,  00000000000000ff, 0, 2",
        "BAD_NUMBER,  00000000000000ff, -1, 2",
        "BAD_NUMBER,  00000000000000ff, 9999999999999999999, 2",
        "BAD_NUMBER,  00000000000000ff, 99999999999999999999999, 2",
        "BAD_NUMBER,  00000000000000ff, 1, 20001",
        "BAD_NUMBER,  00000000000000ff, 1, 2x",
        "BAD_FRAME,   00000000000000ff, 1, 1",
        "BAD_FRAME,   00000000000000ff, 1, 3",
    })
    void namesWhatIsWrong(Damage cause, String source, String first, String count) {
        assertThat(damaged(entry("source", source, "first_seq", first, "n", count, "d", TWO_EVENTS))
                        .cause())
                .isEqualTo(cause);
    }

    @Test
    void namesMissingAndRepeatedFieldsWrongVersionsAndOversize() {
        assertThat(damaged(entry("source", SOURCE, "first_seq", 1, "n", 2)).cause())
                .isEqualTo(Damage.MISSING_FIELD);
        assertThat(damaged(entry("source", SOURCE, "source", SOURCE, "first_seq", 1, "n", 2, "d", TWO_EVENTS))
                        .cause())
                .isEqualTo(Damage.REPEATED_FIELD);
        assertThat(damaged(entry("source", SOURCE, "first_seq", 1, "n", 1, "d", new byte[] {2, 0}))
                        .cause())
                .isEqualTo(Damage.BAD_FRAME);
        assertThat(damaged(entry("source", SOURCE, "first_seq", 1, "n", 1, "d", new byte[1_000_001]))
                        .cause())
                .isEqualTo(Damage.OVERSIZE);
    }

    @Test
    void neverFailsOnRandomBytes() {
        var random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            var names = List.of("source", "first_seq", "n", "d", "x");
            var entry =
                    entry(names.get(random.nextInt(5)), bytes, "source", SOURCE, "first_seq", 1, "n", 1, "d", bytes);
            assertThat(EntryReader.read(entry)).isNotNull();
        }
    }

    @Test
    void aDamagedEntryTravelsWholeWithItsCauseAndItsRange() throws Exception {
        var maker = new MessageMaker("eu", 1, () -> Instant.ofEpochMilli(5_000), new Random(1));
        var message = maker.damaged(damaged(
                entry("source", SOURCE, "first_seq", "5", "n", "3", "d", TWO_EVENTS, "odd", new byte[] {0, -1})));

        assertThat(message.kind().type()).isEqualTo("damaged");
        assertThat(message.headers())
                .containsEntry("cause", "bad-frame")
                .containsEntry("entry_id", "1000-7")
                .containsEntry("region", "eu")
                .containsEntry("ranges", SOURCE + ":5+3")
                .containsEntry("count", 3L)
                .containsEntry("sent_at", 5_000L)
                .containsEntry("length", (long) message.body().length)
                .containsEntry("crc32c", Integer.toUnsignedLong(BatchHeader.checksum(message.body())))
                .containsEntry("batch_id", message.id().toString());
        assertThat(message.id().version()).isEqualTo(7);
        var body = CodedInputStream.newInstance(message.body(), 1, message.body().length - 1);
        var fields = new ArrayList<String>();
        while (!body.isAtEnd()) {
            fields.add(new String(body.readByteArray(), ISO_8859_1));
        }
        assertThat(fields)
                .containsExactly(
                        "source",
                        SOURCE,
                        "first_seq",
                        "5",
                        "n",
                        "3",
                        "d",
                        new String(TWO_EVENTS, ISO_8859_1),
                        "odd",
                        "\0\u00ff");
    }

    @Test
    void aDamagedEntryThatIsTooLongIsCutAndSaysHowLongItWas() {
        var maker = new MessageMaker("eu", 1, () -> Instant.ofEpochMilli(5_000), new Random(1));
        var message = maker.damaged(damaged(entry("d", new byte[3_000_000])));
        assertThat(message.body()).hasSize(1_000_000);
        assertThat(message.headers().get("length")).asInstanceOf(LONG).isGreaterThan(3_000_000);
        assertThat(message.headers()).doesNotContainKey("ranges");
        assertThat(Arrays.copyOf(message.body(), 3)).containsExactly(1, 1, 'd');
    }
}
