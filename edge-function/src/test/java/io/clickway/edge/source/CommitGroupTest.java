package io.clickway.edge.source;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.event.EventFrame;
import io.clickway.event.proto.Event;
import io.clickway.id.ClickId;
import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/**
 * How the events of a source become commits, one in flight at a time, and when each event counts as kept; by a fake stream
 * that answers when the test says so, and a seeded one that answers as it likes.
 */
class CommitGroupTest {

    private static final CommitLimits LIMITS = new CommitLimits(
            Duration.ofMillis(25), 4, 64 * 1024, 8, 8, Duration.ofMillis(500), Duration.ofMillis(100), 3);

    private final FakeClock clock = new FakeClock();
    private final FakeStream stream = new FakeStream();
    private final FakeSpool spool = new FakeSpool();
    private final List<Commit> lines = new ArrayList<>();
    private final Map<Integer, Keeping> kept = new LinkedHashMap<>();
    private final Outlets outlets = new Outlets(stream, spool, lines::add, clock, CommitTally.NONE);
    private final Breaker breaker = new Breaker(stream, spool, clock, LIMITS, CommitTally.NONE);
    private final CommitGroup group = new CommitGroup(new SourceId(42), outlets, breaker, LIMITS);
    private int added;

    @Test
    void sendsTheFirstEventAtOnceAndCollectsWhileItIsInFlight() {
        add(4);

        assertThat(stream.appends).hasSize(1);
        assertThat(stream.last().commit().count()).isEqualTo(1);

        stream.last().answer().answered(true);

        assertThat(stream.appends).hasSize(2);
        assertThat(stream.last().commit().firstSeq()).isEqualTo(2);
        assertThat(stream.last().commit().count()).isEqualTo(3);
    }

    @Test
    void answersNothingBeforeItIsDurable() {
        add(2);
        assertThat(kept).isEmpty();

        stream.last().answer().answered(true);
        assertThat(kept).containsExactly(Map.entry(1, Keeping.STREAM));

        stream.last().answer().answered(true);
        assertThat(kept).containsKeys(1, 2);
        assertThat(group.isIdle()).isTrue();
        assertThat(clock.pendingTasks()).isZero();
    }

    @Test
    void fillsACommitUpToItsBoundOfEvents() {
        add(7);
        stream.last().answer().answered(true);

        assertThat(stream.last().commit().count()).isEqualTo(4);
    }

    @Test
    void fillsACommitUpToItsBoundOfBytesButTakesOneEventWhateverItsSize() {
        var narrow =
                new CommitLimits(Duration.ofMillis(25), 4, 1, 8, 8, Duration.ofMillis(500), Duration.ofMillis(100), 3);
        var small = new CommitGroup(new SourceId(42), outlets, breaker, narrow);
        for (int i = 1; i <= 3; i++) {
            small.add(event(i), KeptListener.NOBODY);
        }
        stream.last().answer().answered(true);

        assertThat(stream.last().commit().count()).isEqualTo(1);
    }

    @Test
    void spoolsACommitWholeWithItsSeqsWhenTheStreamIsLate() {
        add(1);
        var late = stream.last();
        clock.pass(25);

        assertThat(spool.commits).containsExactly(late.commit());
        assertThat(kept).isEmpty();
        spool.good(0);
        assertThat(kept).containsExactly(Map.entry(1, Keeping.SPOOL));
        late.answer().answered(false);
        assertThat(kept).hasSize(1);
        assertThat(spool.commits).hasSize(1);
    }

    @Test
    void takesALateAnswerOfTheStreamWhenItComesBeforeTheSpoolsAndTellsTheSpool() {
        add(1);
        clock.pass(25);
        stream.last().answer().answered(true);
        assertThat(kept).containsExactly(Map.entry(1, Keeping.STREAM));

        spool.good(0);
        assertThat(kept).hasSize(1);
        assertThat(spool.taken.list()).containsExactly(new SeqRange(1, 1));
    }

    @Test
    void tellsTheSpoolWhatTheStreamTookAfterItHadToGiveWay() {
        add(1);
        clock.pass(25);
        spool.good(0);
        stream.last().answer().answered(true);

        assertThat(kept).containsExactly(Map.entry(1, Keeping.SPOOL));
        assertThat(spool.taken.list()).containsExactly(new SeqRange(1, 1));
    }

    @Test
    void takesTheSpoolWhileTheStreamOwesAnAnswerAndReturnsWithItWithoutOpeningTheBreaker() {
        spool.atOnce = true;
        add(1);
        clock.pass(25);
        add(2);
        assertThat(spool.commits).hasSize(3);
        assertThat(breaker.isOpen()).isFalse();

        clock.pass(20);
        stream.last().answer().answered(true);
        add(1);
        assertThat(stream.last().commit().firstSeq()).isEqualTo(4);
        assertThat(stream.probes).isEmpty();
    }

    @Test
    void opensWhenALateStreamStaysSilent() {
        spool.atOnce = true;
        add(1);
        clock.pass(25 + 149);
        assertThat(breaker.isOpen()).isFalse();
        clock.pass(1);
        assertThat(breaker.isOpen()).isTrue();

        stream.last().answer().answered(true);
        assertThat(breaker.isOpen()).isTrue();
        assertThat(spool.taken.count()).isEqualTo(1);
    }

    @Test
    void opensWhenTheStreamIsLateTimeAfterTimeButNotWhenOneOfThemIsInTime() {
        spool.atOnce = true;
        for (int i = 0; i < 7; i++) {
            lateBy(30);
        }
        lateBy(20);
        for (int i = 0; i < 7; i++) {
            lateBy(30);
        }
        assertThat(breaker.isOpen()).isFalse();
        lateBy(30);
        assertThat(breaker.isOpen()).isTrue();
    }

    private void lateBy(long millis) {
        add(1);
        clock.pass(millis);
        stream.last().answer().answered(true);
    }

    @Test
    void waitsForALateStreamWhenTheSpoolRefuses() {
        spool.atOnce = false;
        add(1);
        clock.pass(25);
        assertThat(kept).isEmpty();

        clock.pass(400);
        stream.last().answer().answered(true);
        assertThat(kept).containsExactly(Map.entry(1, Keeping.STREAM));
        assertThat(lines).isEmpty();
    }

    @Test
    void triesAStreamThatSpeaksWhenTheSpoolRefusesThoughTheBreakerIsOpen() {
        spool.atOnce = false;
        breaker.open();
        add(1);
        assertThat(stream.appends).hasSize(1);

        clock.pass(400);
        stream.last().answer().answered(true);
        assertThat(kept).containsExactly(Map.entry(1, Keeping.STREAM));
    }

    @Test
    void doesNotWaitAgainForAStreamThatWasSilentWhenTheSpoolRefuses() {
        spool.atOnce = false;
        breaker.open();
        add(1);
        clock.pass(500);
        assertThat(kept).containsExactly(Map.entry(1, Keeping.UNRECORDED));

        add(1);
        assertThat(kept).containsEntry(2, Keeping.UNRECORDED);
        assertThat(stream.appends).hasSize(1);
    }

    @Test
    void noLongerCallsUnrecordedWhatAStoreHasTakenAfterAll() {
        add(2);
        clock.pass(25);
        clock.pass(1_000);
        assertThat(group.unrecorded().list()).containsExactly(new SeqRange(1, 2));

        spool.good(0);
        assertThat(group.unrecorded().list()).containsExactly(new SeqRange(2, 2));
    }

    @Test
    void waitsForASpoolThatHangsOnlyOnce() {
        breaker.open();
        breaker.hearsNothing();
        add(1);
        clock.pass(500);
        assertThat(kept).hasSize(1);
        add(1);
        clock.pass(25);
        assertThat(kept).hasSize(2);

        spool.good(1);
        add(1);
        clock.pass(25);
        assertThat(kept).hasSize(2);
        spool.good(2);
        assertThat(kept).containsEntry(3, Keeping.SPOOL);
    }

    @Test
    void goesStraightToTheSpoolWhileTheBreakerIsOpen() {
        spool.atOnce = true;
        breaker.open();
        add(4);

        assertThat(stream.appends).isEmpty();
        assertThat(spool.commits).hasSize(4);
        assertThat(kept.values()).containsOnly(Keeping.SPOOL);
    }

    @Test
    void returnsToTheStreamAfterEnoughGoodProbesOnly() {
        spool.atOnce = true;
        stream.refusesAtOnce = true;
        add(1);
        stream.refusesAtOnce = false;
        clock.pass(100);
        assertThat(stream.probes).hasSize(1);
        assertThat(breaker.isOpen()).isTrue();

        stream.answersProbes = true;
        stream.probes.getLast().answered(true);
        clock.pass(800);
        assertThat(breaker.isOpen()).isTrue();
        clock.pass(100);
        assertThat(breaker.isOpen()).isFalse();

        add(1);
        assertThat(stream.last().commit().firstSeq()).isEqualTo(2);
    }

    @Test
    void staysAwayFromAStreamThatAnswersProbesSlowly() {
        spool.atOnce = true;
        stream.refusesAtOnce = true;
        add(1);
        for (int i = 0; i < 20; i++) {
            clock.pass(100);
            clock.pass(30);
            stream.probes.getLast().answered(true);
        }

        assertThat(breaker.isOpen()).isTrue();
    }

    @Test
    void staysAwayUntilTheSpoolHasProvedThatTheStreamTakesEntries() {
        spool.atOnce = true;
        spool.proves = false;
        stream.refusesAtOnce = true;
        stream.answersProbes = true;
        add(1);
        clock.pass(5_000);
        assertThat(breaker.isOpen()).isTrue();

        spool.proves = true;
        clock.pass(100);
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void flapsEverMoreSlowlyWhenTheStreamFailsAgainSoonAfterItCameBack() {
        spool.atOnce = true;
        stream.refusesAtOnce = true;
        stream.answersProbes = true;
        for (int second = 0; second < 60; second++) {
            for (int i = 0; i < 20; i++) {
                add(1);
                clock.pass(50);
            }
        }

        assertThat(stream.appends.size()).isLessThan(25);
        assertThat(kept).hasSize(1200);
    }

    @Test
    void writesSealedLinesAndAnswersWhenTheSpoolFailsToo() {
        stream.refusesAtOnce = true;
        spool.atOnce = false;
        add(3);

        assertThat(kept.values()).containsExactly(Keeping.UNRECORDED, Keeping.UNRECORDED, Keeping.UNRECORDED);
        assertThat(lines).extracting(Commit::firstSeq).containsExactly(1L, 2L, 3L);
        assertThat(group.unrecorded()).isEqualTo(SeqRanges.of(List.of(new SeqRange(1, 3))));
    }

    @Test
    void spoolsTheOldestWhenMoreWaitThanMay() {
        spool.atOnce = true;
        add(1 + 8);
        assertThat(spool.commits).isEmpty();

        add(1);

        assertThat(spool.commits).hasSize(1);
        assertThat(spool.commits.getFirst().seqs()).isEqualTo(new SeqRange(2, 5));
        stream.last().answer().answered(true);
        assertThat(stream.last().commit().firstSeq()).isEqualTo(6);
    }

    @Test
    void takesEventsThatAListenerAddsWhileACommitIsAnswered() {
        added = 1;
        group.add(event(1), _ -> add(1));
        stream.last().answer().answered(true);

        assertThat(stream.last().commit().firstSeq()).isEqualTo(2);
    }

    @RepeatedTest(40)
    void losesAndRepeatsNoSeqWhateverStreamAndSpoolAnswer(RepetitionInfo repetition) {
        long seed = 7_919L * repetition.getCurrentRepetition();
        var random = new Random(seed);
        for (int step = 0; step < 500; step++) {
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> add(1 + random.nextInt(3));
                case 3 ->
                    answerOne(
                            random,
                            stream.appends.stream()
                                    .map(FakeStream.Append::answer)
                                    .toList());
                case 4 -> answerOne(random, spool.answers);
                default -> clock.pass(random.nextInt(200));
            }
            if (!stream.probes.isEmpty() && random.nextBoolean()) {
                stream.probes.removeLast().answered(random.nextInt(4) > 0);
            }
        }
        clock.pass(5_000);
        stream.refusesAtOnce = true;
        spool.atOnce = true;
        clock.pass(5_000);
        add(1);

        var sent = new SeqRanges();
        stream.appends.forEach(append -> sent.add(append.commit().seqs()));
        spool.commits.forEach(commit -> sent.add(commit.seqs()));
        assertThat(kept).as("seed %d", seed).hasSize(added);
        assertThat(sent.list()).as("seed %d", seed).containsExactly(new SeqRange(1, added));
        assertThat(group.isIdle()).as("seed %d", seed).isTrue();
        assertEventsStandAtTheirSeqs();
    }

    private static void answerOne(Random random, List<Answer> answers) {
        if (!answers.isEmpty()) {
            answers.get(random.nextInt(answers.size())).answered(random.nextInt(3) > 0);
        }
    }

    private void assertEventsStandAtTheirSeqs() {
        var commits = new ArrayList<>(spool.commits);
        stream.appends.forEach(append -> commits.add(append.commit()));
        for (var commit : commits) {
            try {
                EventFrame.split(
                        commit.frame(),
                        commit.count(),
                        (index, offset, size) ->
                                assertThat(idLow(commit.frame(), offset, size)).isEqualTo(commit.firstSeq() + index));
            } catch (Exception unreadable) {
                throw new AssertionError(commit.toString(), unreadable);
            }
        }
    }

    private static long idLow(byte[] frame, int offset, int size) {
        try {
            return Event.parser().parseFrom(frame, offset, size).getIdLow();
        } catch (Exception unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private void add(int events) {
        for (int i = 0; i < events; i++) {
            int number = ++added;
            assertThat(group.nextSeq()).isEqualTo(number);
            group.add(
                    event(number), where -> assertThat(kept.put(number, where)).isNull());
        }
    }

    private static byte[] event(int number) {
        return aClick().event(new ClickId(1, number)).toByteArray();
    }
}
