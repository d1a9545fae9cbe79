package io.clickway.edge.recover;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.edge.resort.EventSeal;
import io.clickway.edge.source.Commit;
import io.clickway.event.EventFrame;
import io.clickway.id.ClickId;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class RecoveryTest {

    private static final String KEY = "000102030405060708090a0b0c0d0e0f".repeat(2);
    private static final SourceId ONE = new SourceId(0xabcdef);
    private static final SourceId TWO = new SourceId(-3);

    private final EventSeal seal = new EventSeal(KEY, new SecureRandom());
    private final List<Commit> fed = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final Recovery recovery =
            new Recovery(seal, fed::addAll, (file, line, reason) -> complaints.add(file + ":" + line + ": " + reason));

    @Test
    void feedsTheEventsBackWithTheirOwnSourceAndSeqJoinedWhereTheyAreNeighbours() throws Exception {
        var log = new StringBuilder("2026-11-22 INFO  started\n");
        for (int seq = 5; seq < 305; seq++) {
            log.append(line(ONE, seq)).append('\n').append(line(TWO, 3 * seq)).append('\n');
        }
        read(log.toString());

        assertThat(seqs(ONE)).isEqualTo(SeqRanges.of(List.of(new SeqRange(5, 304))));
        assertThat(seqs(TWO).count()).isEqualTo(300);
        assertThat(fed.stream().filter(commit -> commit.source().equals(ONE))).hasSizeLessThan(5);
        assertThat(recovery.counts()).isEqualTo(new Recovery.Counts(600, 600, 0, 0, 600, fed.size()));
        for (var commit : fed) {
            EventFrame.split(commit.frame(), commit.count(), (_, _, _) -> {});
        }
    }

    @Test
    void findsALineWhereverItStands() throws Exception {
        read("2026-11-22T10:00:00Z WARN  Foo " + line(ONE, 1) + "\n"
                + line(ONE, 2) + "2026-11-22T10:00:00Z INFO  glued\r\n"
                + line(ONE, 3) + line(ONE, 4) + " CLICKWAY-EVENT CLICKCLICKWAY-EVENT v1 \n"
                + "CLICLICKWAY-CLICKWAY-EVENT v2 AAAA\n"
                + line(ONE, 5));

        assertThat(seqs(ONE)).isEqualTo(SeqRanges.of(List.of(new SeqRange(1, 5))));
        assertThat(complaints).singleElement().asString().startsWith("edge.log:3: ");
    }

    @Test
    void namesEachDamagedLineAndFeedsTheOthers() throws Exception {
        var cut = line(ONE, 2);
        var changed = line(ONE, 3);
        char[] letters = changed.toCharArray();
        letters[60] = letters[60] == 'A' ? 'B' : 'A';
        var foreign = new EventSeal("ff".repeat(32), new SecureRandom()).seal(ONE, 4, frame(4));
        read(String.join(
                "\n",
                line(ONE, 1),
                cut.substring(0, cut.length() / 2),
                new String(letters),
                foreign,
                cut.substring(0, 30),
                line(ONE, 5)));

        assertThat(seqs(ONE)).isEqualTo(SeqRanges.of(List.of(new SeqRange(1, 1), new SeqRange(5, 5))));
        assertThat(complaints).hasSize(4);
        assertThat(complaints)
                .extracting(complaint -> complaint.substring(0, 11))
                .containsExactly("edge.log:2:", "edge.log:3:", "edge.log:4:", "edge.log:5:");
        assertThat(recovery.counts()).isEqualTo(new Recovery.Counts(6, 2, 4, 0, 2, 2));
    }

    @Test
    void sendsALineThatStandsThereTwiceOnce() throws Exception {
        read(line(ONE, 1) + "\n" + line(ONE, 1) + "\n");

        assertThat(fed).singleElement().extracting(Commit::count).isEqualTo(1);
        assertThat(recovery.counts()).isEqualTo(new Recovery.Counts(2, 2, 0, 1, 1, 1));
    }

    @Test
    void refusesWhatIsSealedButNoEvent() throws Exception {
        read(seal.seal(ONE, 1, new byte[] {1, 5, 0}) + "\n" + seal.seal(ONE, 0, frame(1)));

        assertThat(fed).isEmpty();
        assertThat(complaints).containsExactly("edge.log:1: it holds no event", "edge.log:2: it holds no event");
    }

    @Test
    void tellsHowFarItCameWhenTheStreamRefuses() {
        var refusing = new Recovery(
                seal,
                _ -> {
                    throw new IOException("Redis refuses: OOM");
                },
                (_, _, _) -> {});
        var log = new ByteArrayInputStream(line(ONE, 1).getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> refusing.read("edge.log", log)).hasMessage("Redis refuses: OOM");
        assertThat(refusing.counts().appended()).isZero();
        assertThat(refusing.counts().opened()).isEqualTo(1);
    }

    @Test
    void needsNoMoreMemoryForALineWithoutEnd() throws Exception {
        long size = 200L << 20;
        var endless = new InputStream() {
            private long at;
            private final byte[] prefix = EventSeal.PREFIX.getBytes(StandardCharsets.US_ASCII);

            @Override
            public int read() {
                long next = at++;
                return next >= size ? -1 : next < prefix.length ? prefix[(int) next] : 'A';
            }
        };
        long before = usedAfterCollection();
        recovery.read("edge.log", endless);

        assertThat(complaints).containsExactly("edge.log:1: longer than an event can be");
        assertThat(usedAfterCollection() - before).isLessThan(20 << 20);
    }

    private static long usedAfterCollection() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @RepeatedTest(50)
    void opensEveryWholeLineOfALogThatIsTornAnywhere(RepetitionInfo repetition) throws Exception {
        long seed = 991L * repetition.getCurrentRepetition();
        var random = new Random(seed);
        var log = new StringBuilder();
        var whole = new SeqRanges();
        long torn = 0;
        for (int seq = 1; seq <= 40; seq++) {
            var line = line(ONE, seq);
            if (random.nextInt(4) == 0) {
                log.append(line, 0, EventSeal.PREFIX.length() + random.nextInt(line.length() - 30));
                torn++;
            } else {
                log.append(line);
                whole.add(new SeqRange(seq, seq));
            }
            log.append(
                    switch (random.nextInt(4)) {
                        case 0 -> "";
                        case 1 -> "\r\n";
                        case 2 -> " junk CLICKWAY-EVENT v9 \u00ff\n";
                        default -> "\n";
                    });
        }
        read(log.toString());

        assertThat(seqs(ONE)).as("seed %d", seed).isEqualTo(whole);
        assertThat(recovery.counts().damaged()).as("seed %d", seed).isEqualTo(torn);
        assertThat(recovery.counts().opened()).as("seed %d", seed).isEqualTo(whole.count());
    }

    private void read(String log) throws IOException {
        recovery.read("edge.log", new ByteArrayInputStream(log.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private String line(SourceId source, long seq) {
        return seal.seal(source, seq, frame(seq));
    }

    private static byte[] frame(long seq) {
        return EventFrame.encode(List.of(aClick().event(new ClickId(1, seq))));
    }

    private SeqRanges seqs(SourceId source) {
        var seqs = new SeqRanges();
        fed.stream().filter(commit -> commit.source().equals(source)).forEach(commit -> seqs.add(commit.seqs()));
        return seqs;
    }
}
