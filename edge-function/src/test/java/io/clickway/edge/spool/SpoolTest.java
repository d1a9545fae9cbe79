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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spool on a real folder; the test is its writer and its drainer. */
class SpoolTest {

    private static final SpoolLimits LIMITS =
            new SpoolLimits(8 << 20, 1024, Long.MAX_VALUE / 4_000_000_000L, Duration.ofSeconds(1));
    private static final SourceId ONE = new SourceId(1);
    private static final SourceId TWO = new SourceId(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path temp;

    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();

    @BeforeEach
    void nameTheFolder() {
        folder = temp.resolve("spool");
    }

    @Test
    void drainsWhatWasWrittenWithItsSeqsAndDeletesTheSegments() throws Exception {
        var spool = opened();
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
        close(spool);
        assertThat(segments()).isEmpty();
    }

    @Test
    void hasItsNextSegmentReadyBeforeItIsNeeded() throws Exception {
        var spool = opened();
        spool.writeStep();
        assertThat(segments()).hasSize(1);
        assertThat(spool.isEmpty()).isTrue();

        append(spool, commit(ONE, 1, 1));
        drainAll(spool, new FakeTarget());
        assertThat(spool.writeStep()).isTrue();
        assertThat(segments()).hasSize(1);
        assertThat(spool.writeStep()).isFalse();
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
        var spool = opened();
        append(spool, commit(ONE, 1, 1));
        var target = new FakeTarget();
        target.refuses = true;
        var drainer = drainer(spool, target);
        for (int i = 0; i < 5; i++) {
            assertThat(drainer.step()).isPositive();
        }
        assertThat(spool.isEmpty()).isFalse();
        assertThat(segments()).hasSize(1);
        assertThat(drainer.provesStreamSince(nanos.get())).isFalse();

        target.refuses = false;
        drainer.step();
        assertThat(spool.isEmpty()).isTrue();
        assertThat(target.taken).hasSize(1);
    }

    @Test
    void doesNotSendAgainWhatTheStreamTookLate() throws Exception {
        var spool = opened();
        append(spool, commit(ONE, 1, 2));
        append(spool, commit(ONE, 3, 2));
        append(spool, commit(TWO, 1, 1));
        spool.taken(ONE, new SeqRange(3, 4));
        spool.taken(TWO, new SeqRange(5, 6));

        assertThat(spool.undrained(ONE)).isEqualTo(SeqRanges.of(List.of(new SeqRange(1, 2))));
        var target = new FakeTarget();
        drainAll(spool, target);
        assertThat(seqs(target.taken))
                .isEqualTo(Map.of(
                        ONE,
                        SeqRanges.of(List.of(new SeqRange(1, 2))),
                        TWO,
                        SeqRanges.of(List.of(new SeqRange(1, 1)))));
    }

    @Test
    void drainsWhatAnEarlierStartLeft() throws Exception {
        var first = opened();
        append(first, commit(ONE, 1, 3));
        close(first);

        var spool = opened();
        assertThat(spool.holdsFormer()).isTrue();
        append(spool, commit(TWO, 1, 1));
        var target = new FakeTarget();
        drainAll(spool, target);

        assertThat(target.taken).extracting(Commit::source).containsExactly(ONE, TWO);
        assertThat(spool.holdsFormer()).isFalse();
    }

    @Test
    void refusesWhatGoesBeyondItsBound() throws Exception {
        var limits = new SpoolLimits(2048, 1024, 1 << 30, Duration.ofSeconds(1));
        var spool = new Spool(new FileSpoolDisk(folder), limits);
        int taken = 0;
        while (append(spool, commit(ONE, 1 + taken, 1))) {
            taken++;
        }
        assertThat(spool.bytes()).isLessThanOrEqualTo(2048);
        assertThat(spool.counts().refused()).isEqualTo(1);

        drainAll(spool, new FakeTarget());
        assertThat(append(spool, commit(ONE, 1000, 1))).isTrue();
    }

    @Test
    void countsWhatWaitsForTheDiskAgainstTheBound() throws Exception {
        var limits = new SpoolLimits(2048, 1024, 1 << 30, Duration.ofSeconds(1));
        var spool = new Spool(new FileSpoolDisk(folder), limits);
        var refused = new AtomicBoolean();
        for (int i = 1; !refused.get(); i++) {
            spool.append(commit(ONE, i, 1), good -> refused.set(!good));
        }
        while (spool.writeStep()) {
            assertThat(spool.bytes()).isLessThanOrEqualTo(2048);
        }
    }

    @Test
    void answersBadlyAndGoesOnWhenTheDiskRefuses() throws Exception {
        var spool = opened();
        Files.delete(folder);
        assertThat(append(spool, commit(ONE, 1, 1))).isFalse();

        Files.createDirectory(folder);
        assertThat(append(spool, commit(ONE, 2, 1))).isTrue();
    }

    @Test
    void answersBadlyWhenItsFileWasTakenAwayThoughTheDiskTakesTheBytes() throws Exception {
        var spool = opened();
        assertThat(append(spool, commit(ONE, 1, 1))).isTrue();
        Files.delete(segments().getFirst());
        assertThat(append(spool, commit(ONE, 2, 1))).isFalse();
        assertThat(append(spool, commit(ONE, 3, 1))).isTrue();
    }

    @Test
    void goesOnWithOtherSegmentsWhenTheDiskDoesNotGiveOneBack() throws Exception {
        var first = opened();
        append(first, commit(ONE, 1, 4));
        close(first);
        var second = opened();
        append(second, commit(ONE, 5, 4));
        close(second);
        var unreadable = segments().getFirst();
        var aside = Files.move(unreadable, temp.resolve("aside"));
        Files.createDirectory(unreadable);

        var spool = opened();
        var target = new FakeTarget();
        var drainer = drainer(spool, target);
        drainer.step();
        drainer.step();
        assertThat(target.taken).extracting(Commit::firstSeq).containsExactly(5L);
        assertThat(spool.holdsFormer()).isTrue();

        Files.delete(unreadable);
        Files.move(aside, unreadable);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        drainer.step();
        assertThat(target.taken).extracting(Commit::firstSeq).containsExactly(5L, 1L);
        assertThat(spool.isEmpty()).isTrue();
    }

    @Test
    void itsThreadsWriteAndDrainByThemselves() throws Exception {
        var spool = opened();
        var target = new FakeTarget();
        try (var threads = new SpoolThreads(spool, drainer(spool, target))) {
            threads.startWriting();
            threads.startDraining();
            for (int i = 1; i <= 200; i++) {
                var answer = new CompletableFuture<Boolean>();
                spool.append(commit(ONE, i, 1), answer::complete);
                assertThat(answer.join()).isTrue();
            }
            assertThat(threads.awaitEmpty(Duration.ofSeconds(10))).isTrue();
            await().until(() -> spool.bytes() == 0);
        }
        assertThat(seqs(target.taken)).containsEntry(ONE, SeqRanges.of(List.of(new SeqRange(1, 200))));
        assertThat(segments()).isEmpty();
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
        var spool = opened();
        var target = new FakeTarget();
        drainAll(spool, target);

        assertThat(seqs(target.taken)).as("seed %d", seed).isEqualTo(answered);
        assertThat(spool.counts().damaged()).as("seed %d", seed).isZero();
        assertThat(spool.counts().torn()).as("seed %d", seed).isEqualTo(kind == 2 && junk.length == 0 ? 0 : 1);
    }

    @RepeatedTest(200)
    void setsEachDamageAsideAndReplaysEverythingElse(RepetitionInfo repetition) throws Exception {
        long seed = 7_777L * repetition.getCurrentRepetition();
        var random = new Random(seed);
        writeSome(random);
        long damaged = 0;
        long torn = 0;
        var sound = new ArrayList<Commit>();
        for (var segment : segments()) {
            var bytes = Files.readAllBytes(segment);
            var records = SegmentScan.of(bytes, true).records();
            var broken = new TreeSet<Integer>();
            for (int flips = random.nextInt(3); flips > 0; flips--) {
                int record = random.nextInt(records.size());
                int start = record == 0 ? 0 : records.get(record - 1).end();
                if (broken.add(record)) {
                    bytes[start + random.nextInt(records.get(record).end() - start)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            int cut = random.nextInt(3) == 0 ? 1 + random.nextInt(30) : 0;
            if (cut > 0) {
                broken.add(records.size() - 1);
            }
            Files.write(segment, Arrays.copyOf(bytes, bytes.length - cut));
            for (int i = 0; i < records.size(); i++) {
                if (!broken.contains(i)) {
                    sound.add(records.get(i).commit());
                } else if (!broken.contains(i + 1)) {
                    if (i == records.size() - 1) {
                        torn++;
                    } else {
                        damaged++;
                    }
                }
            }
        }
        var spool = opened();
        var target = new FakeTarget();
        drainAll(spool, target);

        assertThat(seqs(target.taken)).as("seed %d", seed).isEqualTo(seqs(sound));
        assertThat(spool.counts().drained()).as("seed %d", seed).isEqualTo(sound.size());
        assertThat(spool.counts().damaged()).as("seed %d", seed).isEqualTo(damaged);
        assertThat(spool.counts().torn()).as("seed %d", seed).isEqualTo(torn);
        assertThat(asideCount()).as("seed %d", seed).isEqualTo(damaged + torn);
    }

    @RepeatedTest(20)
    void readsALongSegmentInPiecesAndFindsTheSame(RepetitionInfo repetition) throws Exception {
        long seed = 31L * repetition.getCurrentRepetition();
        var random = new Random(seed);
        var spool = new Spool(
                new FileSpoolDisk(folder), new SpoolLimits(64 << 20, 8 << 20, 1L << 40, Duration.ofSeconds(1)));
        long seq = 1;
        for (int i = 0; i < 60; i++) {
            int size = 1 + random.nextInt(random.nextInt(10) == 0 ? 700_000 : 40_000);
            var frame = new byte[size];
            random.nextBytes(frame);
            assertThat(append(spool, new Commit(ONE, seq++, 1, frame))).isTrue();
        }
        var segment = segments().getFirst();
        var bytes = Files.readAllBytes(segment);
        for (int flips = 0; flips < 4; flips++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        // A length that claims more than the window, and one that claims more than there is.
        bytes[5] ^= (byte) random.nextInt(40);
        Files.write(segment, bytes);
        var whole = SegmentScan.of(bytes, true);
        var target = new FakeTarget();
        drainAll(spool, target);

        assertThat(seqs(target.taken))
                .as("seed %d", seed)
                .isEqualTo(
                        seqs(whole.records().stream().map(SpoolRecord::commit).toList()));
        assertThat(spool.counts().damaged() + spool.counts().torn())
                .as("seed %d", seed)
                .isEqualTo(whole.damaged().size());
    }

    private long asideCount() throws IOException {
        var damaged = folder.resolve("damaged");
        if (!Files.exists(damaged)) {
            return 0;
        }
        try (var aside = Files.list(damaged)) {
            return aside.count();
        }
    }

    private Map<SourceId, SeqRanges> writeSome(Random random) throws IOException {
        var written = new ArrayList<Commit>();
        var spool = opened();
        var next = new HashMap<SourceId, Long>();
        for (int i = 0; i < 5 + random.nextInt(30); i++) {
            var source = random.nextBoolean() ? ONE : TWO;
            long first = next.getOrDefault(source, 1L);
            var commit = commit(source, first, 1 + random.nextInt(4));
            next.put(source, first + commit.count());
            assertThat(append(spool, commit)).isTrue();
            written.add(commit);
        }
        close(spool);
        return seqs(written);
    }

    private Spool opened() throws IOException {
        return new Spool(new FileSpoolDisk(folder), LIMITS);
    }

    private static void close(Spool spool) {
        spool.close();
        while (spool.writeStep()) {
            // Writes what is queued.
        }
        spool.finish();
    }

    private SpoolDrainer drainer(Spool spool, DrainTarget target) {
        return new SpoolDrainer(spool, target, LIMITS, new Random(1), nanos::get);
    }

    private void drainAll(Spool spool, FakeTarget target) {
        var drainer = drainer(spool, target);
        for (int steps = 0; spool.bytes() > 0; steps++) {
            drainer.step();
            assertThat(steps).isLessThan(10_000);
        }
        assertThat(spool.isEmpty()).isTrue();
    }

    private static boolean append(Spool spool, Commit commit) {
        var answer = new CompletableFuture<Boolean>();
        spool.append(commit, answer::complete);
        spool.writeStep();
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
