package io.clickway.edge.spool;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.edge.source.Commit;
import io.clickway.event.EventFrame;
import io.clickway.id.ClickId;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final SpoolLimits LIMITS =
            new SpoolLimits(1 << 20, 1024, Long.MAX_VALUE / 4_000_000_000L, Duration.ofSeconds(1));
    private static final SourceId ONE = new SourceId(1);
    private static final SourceId TWO = new SourceId(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void drainsWhatWasWrittenWithItsSeqsAndDeletesTheSegments() throws Exception {
        try (var spool = started()) {
            for (int i = 0; i < 20; i++) {
                assertThat(append(spool, commit(ONE, 1 + i * 2, 2))).isTrue();
            }
            assertThat(spool.undrained(ONE)).isEqualTo(SeqRanges.of(List.of(new SeqRange(1, 40))));
            assertThat(spool.isEmpty()).isFalse();

            var target = new FakeTarget();
            drainAll(spool, target);

            assertThat(seqs(target.taken)).containsEntry(ONE, SeqRanges.of(List.of(new SeqRange(1, 40))));
            assertThat(spool.undrained(ONE).isEmpty()).isTrue();
            assertThat(spool.bytes()).isZero();
            assertThat(segments()).isEmpty();
        }
    }

    @Test
    void joinsSmallRecordsOfASourceIntoCommitsOfTheUsualSize() throws Exception {
        var commits = new ArrayList<Commit>();
        for (int i = 1; i <= 300; i++) {
            commits.add(commit(ONE, i, 1));
            commits.add(commit(TWO, i, 1));
        }
        var joined = DrainPlan.join(commits);

        assertThat(joined).extracting(Commit::count).allMatch(count -> count <= 128);
        assertThat(joined).hasSizeLessThan(12);
        for (var commit : joined) {
            var indexes = new ArrayList<Integer>();
            EventFrame.split(commit.frame(), commit.count(), (index, _, _) -> indexes.add(index));
            assertThat(indexes).hasSize(commit.count());
        }
        assertThat(seqs(joined).values()).allMatch(seqs -> seqs.containsAll(new SeqRange(1, 300)));
    }

    @Test
    void keepsARecordUntilTheStreamHasTakenIt() throws Exception {
        try (var spool = started()) {
            append(spool, commit(ONE, 1, 1));
            var target = new FakeTarget();
            target.refuses = true;
            try (var drainer = new SpoolDrainer(spool, target, LIMITS, new Random(1))) {
                drainer.start();
                await().pollDelay(Duration.ofMillis(300))
                        .until(() -> !spool.isEmpty() && segments().size() == 1);
                assertThat(drainer.provesStreamSince(System.nanoTime())).isFalse();
                target.refuses = false;
                await().until(spool::isEmpty);
            }
            assertThat(target.taken).hasSize(1);
        }
    }

    @Test
    void drainsWhatAnEarlierStartLeft() throws Exception {
        try (var spool = started()) {
            append(spool, commit(ONE, 1, 3));
        }
        try (var spool = started()) {
            assertThat(spool.holdsFormer()).isTrue();
            append(spool, commit(TWO, 1, 1));
            var target = new FakeTarget();
            drainAll(spool, target);

            assertThat(target.taken).extracting(Commit::source).containsExactly(ONE, TWO);
            assertThat(spool.holdsFormer()).isFalse();
        }
    }

    @Test
    void refusesWhatGoesBeyondItsBound() throws Exception {
        var limits = new SpoolLimits(2048, 1024, 1 << 30, Duration.ofSeconds(1));
        try (var spool = new Spool(folder, limits)) {
            spool.start();
            int taken = 0;
            while (append(spool, commit(ONE, 1 + taken, 1))) {
                taken++;
            }
            assertThat(spool.bytes()).isLessThanOrEqualTo(2048);
            assertThat(spool.counts().refused()).isEqualTo(1);

            drainAll(spool, new FakeTarget());
            assertThat(append(spool, commit(ONE, 1000, 1))).isTrue();
        }
    }

    @Test
    void answersBadlyAndGoesOnWhenTheDiskRefuses() throws Exception {
        try (var spool = started()) {
            Files.delete(folder);
            assertThat(append(spool, commit(ONE, 1, 1))).isFalse();

            Files.createDirectory(folder);
            assertThat(append(spool, commit(ONE, 2, 1))).isTrue();
        }
    }

    @RepeatedTest(60)
    void losesNothingThatWasAnsweredHoweverACrashCutsTheTail(RepetitionInfo repetition) throws Exception {
        long seed = 1_000_003L * repetition.getCurrentRepetition();
        var random = new Random(seed);
        var answered = writeSome(random);
        var last = segments().getLast();
        // What a crash leaves behind the last fsync: a part of a record, zeros, or junk.
        var tail = ByteBuffer.allocate(2048);
        SpoolRecord.write(commit(TWO, 999_999, 3), tail);
        var junk = new byte[random.nextInt(200)];
        random.nextBytes(junk);
        int kind = random.nextInt(3);
        try (var channel = FileChannel.open(last, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            channel.write(
                    switch (kind) {
                        case 0 -> ByteBuffer.wrap(tail.array(), 0, 1 + random.nextInt(tail.position() - 1));
                        case 1 -> ByteBuffer.allocate(1 + random.nextInt(500));
                        default -> ByteBuffer.wrap(junk);
                    });
        }
        try (var spool = started()) {
            var target = new FakeTarget();
            drainAll(spool, target);

            assertThat(seqs(target.taken)).as("seed %d", seed).isEqualTo(answered);
            assertThat(spool.counts().damaged()).as("seed %d", seed).isZero();
            assertThat(spool.counts().torn()).as("seed %d", seed).isEqualTo(kind == 2 && junk.length == 0 ? 0 : 1);
        }
    }

    @RepeatedTest(60)
    void setsADamagedRecordAsideAndReplaysTheRest(RepetitionInfo repetition) throws Exception {
        long seed = 7_777L * repetition.getCurrentRepetition();
        var random = new Random(seed);
        writeSome(random);
        var segment = segments().get(random.nextInt(segments().size()));
        var bytes = Files.readAllBytes(segment);
        var before = SegmentScan.of(bytes);
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(segment, bytes);
        int all = 0;
        for (var file : segments()) {
            all += SegmentScan.of(Files.readAllBytes(file)).records().size();
        }
        assertThat(SegmentScan.of(bytes).records())
                .as("seed %d", seed)
                .hasSize(before.records().size() - 1);

        try (var spool = started()) {
            drainAll(spool, new FakeTarget());

            assertThat(spool.counts().drained()).as("seed %d", seed).isEqualTo(all);
            assertThat(spool.counts().damaged() + spool.counts().torn())
                    .as("seed %d", seed)
                    .isEqualTo(1);
            try (var aside = Files.list(folder.resolve("damaged"))) {
                assertThat(aside).as("seed %d", seed).hasSize(1);
            }
        }
    }

    private Map<SourceId, SeqRanges> writeSome(Random random) throws IOException {
        var written = new ArrayList<Commit>();
        try (var spool = started()) {
            var next = new HashMap<SourceId, Long>();
            for (int i = 0; i < 5 + random.nextInt(30); i++) {
                var source = random.nextBoolean() ? ONE : TWO;
                long first = next.getOrDefault(source, 1L);
                var commit = commit(source, first, 1 + random.nextInt(4));
                next.put(source, first + commit.count());
                assertThat(append(spool, commit)).isTrue();
                written.add(commit);
            }
        }
        return seqs(written);
    }

    private Spool started() throws IOException {
        var spool = new Spool(folder, LIMITS);
        spool.start();
        return spool;
    }

    private static void drainAll(Spool spool, FakeTarget target) {
        try (var drainer = new SpoolDrainer(spool, target, LIMITS, new Random(1))) {
            drainer.start();
            await().pollInterval(Duration.ofMillis(2)).until(() -> spool.isEmpty() && spool.bytes() == 0);
        }
    }

    private static boolean append(Spool spool, Commit commit) {
        var answer = new CompletableFuture<Boolean>();
        spool.append(commit, answer::complete);
        return answer.join();
    }

    private static Map<SourceId, SeqRanges> seqs(List<Commit> commits) {
        var seqs = new HashMap<SourceId, SeqRanges>();
        commits.forEach(commit ->
                seqs.computeIfAbsent(commit.source(), _ -> new SeqRanges()).add(commit.seqs()));
        return seqs;
    }

    private List<Path> segments() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".spool"))
                    .sorted()
                    .toList();
        }
    }

    private static Commit commit(SourceId source, long first, int count) {
        var events = IntStream.range(0, count)
                .mapToObj(i -> aClick().event(new ClickId(source.bits(), first + i)))
                .toList();
        return new Commit(source, first, count, EventFrame.encode(events));
    }
}
