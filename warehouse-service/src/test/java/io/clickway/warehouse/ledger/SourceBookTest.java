package io.clickway.warehouse.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.id.SourceId;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SourceBookTest {

    private static final Instant T0 = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void takesEachEventOnceWhateverTheOrderAndHoweverOftenItComes() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            long events = random.nextLong(1, 400);
            var deliveries = new ArrayList<Long>();
            for (int times = random.nextInt(1, 4); times > 0; times--) {
                LongStream.rangeClosed(1, events).forEach(deliveries::add);
            }
            Collections.shuffle(deliveries, random);
            var taken = new HashSet<Long>();
            var received = new SeqRanges();
            for (int from = 0; from < deliveries.size(); ) {
                int to = Math.min(deliveries.size(), from + random.nextInt(1, 200));
                var book = book(received, new SeqRanges(), SourceState.OPEN, 0, null, null);
                for (long seq : deliveries.subList(from, to)) {
                    assertThat(book.isNew(seq)).isEqualTo(!taken.contains(seq));
                    if (book.isNew(seq)) {
                        book.receive(seq);
                        book.countClick();
                        taken.add(seq);
                    }
                }
                received = book.settle().received();
                from = to;
            }
            assertThat(received).hasToString("{[1," + (events + 1) + ")}");
        }
    }

    @Test
    void isCompleteToTheWatermarkThatNothingIsMissingBefore() {
        var book = empty();
        receive(book, 1, 9);
        hear(book, mark(10, T0));

        var entry = book.settle();

        assertThat(entry.declared()).isEqualTo(10);
        assertThat(entry.completeTo()).isEqualTo(T0);
        assertThat(entry.missing()).isZero();
    }

    @Test
    void aHoleHoldsTheMomentBackUntilItIsFilled() {
        var book = empty();
        receive(book, 1, 4);
        receive(book, 7, 9);
        hear(book, mark(10, T0));
        var withHole = book.settle();

        assertThat(withHole.missing()).isEqualTo(2);
        assertThat(withHole.completeTo()).isNull();

        var later = book(withHole.received(), new SeqRanges(), SourceState.OPEN, 10, withHole.timeThrough(), null);
        receive(later, 5, 6);
        var filled = later.settle();

        assertThat(filled.missing()).isZero();
        assertThat(filled.completeTo()).isEqualTo(T0);
    }

    @Test
    void anEarlierWatermarkCountsAlthoughALaterOneLacksEvents() {
        var book = empty();
        receive(book, 1, 4);
        hear(book, mark(5, T0));
        receive(book, 7, 8);
        hear(book, mark(9, T0.plusSeconds(1)));

        assertThat(book.settle().completeTo()).isEqualTo(T0);
    }

    @Test
    void watermarksThatOvertakeEachOtherLeaveTheNewestWord() {
        var book = empty();
        receive(book, 1, 4);
        hear(book, mark(6, T0.plusSeconds(1)));
        hear(book, mark(5, T0));

        var entry = book.settle();

        assertThat(entry.watermarkSeq()).isEqualTo(6);
        assertThat(entry.completeTo()).isEqualTo(T0.plusSeconds(1));
    }

    @Test
    void whatWasRefusedForGoodIsNotMissingAndNeverNew() {
        var book = book(new SeqRanges(), ranges(3, 4), SourceState.OPEN, 0, null, null);
        assertThat(book.isNew(3)).isFalse();
        receive(book, 1, 2);
        hear(book, mark(5, T0));

        var entry = book.settle();

        assertThat(entry.missing()).isZero();
        assertThat(entry.completeTo()).isEqualTo(T0);
    }

    @Test
    void whatLiesInTheSpoolIsInFlightAndNotMissing() {
        var book = empty();
        receive(book, 1, 4);
        hear(book, new Heard(10, 10, T0, SourceState.OPEN, "e", T0, ranges(5, 7), new SeqRanges(), 1, T0));

        var entry = book.settle();

        assertThat(entry.inFlight()).isEqualTo(3);
        assertThat(entry.missing()).isEqualTo(2);
        assertThat(entry.completeTo()).isNull();
    }

    @Test
    void aSourceThatDiedDeclaresWhatWasReceivedOfIt() {
        var book = book(ranges(1, 12), new SeqRanges(), SourceState.OPEN, 10, T0, T0);
        book.end();

        var entry = book.settle();

        assertThat(entry.state()).isEqualTo(SourceState.ENDED);
        assertThat(entry.endedNow()).isTrue();
        assertThat(entry.declared()).isEqualTo(12);
        assertThat(entry.missing()).isZero();
    }

    @Test
    void aSourceThatClosedIsNotFoundDeadAfterwards() {
        var book = book(ranges(1, 10), new SeqRanges(), SourceState.CLOSED, 10, T0, T0);
        book.end();

        var entry = book.settle();

        assertThat(entry.state()).isEqualTo(SourceState.CLOSED);
        assertThat(entry.endedNow()).isFalse();
    }

    @Test
    void aRangeInQuarantineTakesOnlyWhatIsNew() {
        var book = book(ranges(1, 5), ranges(9, 9), SourceState.OPEN, 0, null, null);
        book.receive(6);

        var fresh = book.quarantine(new SeqRange(4, 10));
        var entry = book.settle();

        assertThat(fresh).hasToString("{[7,9),[10,11)}");
        assertThat(entry.quarantined()).isEqualTo(3);
        assertThat(entry.received()).hasToString("{[1,9),[10,11)}");
    }

    @Test
    void whatIsWrittenOffIsAbsentAndHoldsNothingUp() {
        var book = book(ranges(1, 4), new SeqRanges(), SourceState.OPEN, 10, T0, null);

        var lost = book.writeOff();
        var entry = book.settle();

        assertThat(lost).hasToString("{[5,11)}");
        assertThat(entry.absent()).hasToString("{[5,11)}");
        assertThat(entry.writtenOff()).hasToString("{[5,11)}");
        assertThat(entry.state()).isEqualTo(SourceState.ENDED);
        assertThat(entry.missing() + entry.inFlight()).isZero();
        assertThat(entry.completeTo()).isEqualTo(T0);
    }

    @Test
    void whatWasWrittenOffAndIsHeardOfAgainIsWatchedAgain() {
        var book = book(ranges(1, 4), ranges(5, 10), SourceState.ENDED, 10, T0, T0);

        hear(book, mark(13, T0.plusSeconds(90)));
        var entry = book.settle();

        assertThat(entry.state()).isEqualTo(SourceState.OPEN);
        assertThat(entry.missing()).isEqualTo(2);
        assertThat(entry.completeTo()).isEqualTo(T0);
    }

    @Test
    void whatWasWrittenOffAndComesAfterAllIsLateAndNothingElse() {
        var book = book(ranges(1, 4), ranges(5, 10), SourceState.ENDED, 10, T0, T0);

        book.countRefused(7);
        book.quarantine(new SeqRange(9, 12));
        var entry = book.settle();

        assertThat(entry.late()).isEqualTo(3);
        assertThat(entry.duplicates()).isZero();
        assertThat(entry.quarantined()).isEqualTo(2);
        assertThat(entry.received()).hasToString("{[1,5),[11,13)}");
    }

    @Test
    void whatNobodyKnewOfWhenASourceWasWrittenOffIsStillNew() {
        var book = book(ranges(1, 4), ranges(5, 10), SourceState.ENDED, 10, T0, T0);

        assertThat(book.isNew(10)).isFalse();
        assertThat(book.isNew(11)).isTrue();
    }

    @Test
    void whatIsDiscardedMovesFromReceivedToAbsent() {
        var book = book(ranges(1, 9), new SeqRanges(), SourceState.OPEN, 9, T0, T0);

        book.discard(ranges(4, 5));
        var entry = book.settle();

        assertThat(entry.received()).hasToString("{[1,4),[6,10)}");
        assertThat(entry.absent()).hasToString("{[4,6)}");
        assertThat(entry.writtenOff().isEmpty()).isTrue();
        assertThat(entry.quarantined()).isEqualTo(-2);
        assertThat(entry.missing()).isZero();
    }

    private static SourceBook empty() {
        return book(new SeqRanges(), new SeqRanges(), SourceState.OPEN, 0, null, null);
    }

    private static SourceBook book(
            SeqRanges received,
            SeqRanges absent,
            SourceState state,
            long declared,
            @Nullable Instant timeThrough,
            @Nullable Instant completeTo) {
        return new SourceBook(new SourceBook.Page(
                1,
                new SourceId(1),
                received,
                absent,
                SeqRanges.of(absent.list()),
                state,
                declared,
                declared,
                timeThrough,
                completeTo,
                new SeqRanges(),
                0,
                T0));
    }

    private static void receive(SourceBook book, long first, long last) {
        LongStream.rangeClosed(first, last).forEach(seq -> {
            book.receive(seq);
            book.countClick();
        });
    }

    private static void hear(SourceBook book, Heard heard) {
        book.receive(heard.seq());
        book.countWatermark(heard);
    }

    private static Heard mark(long seq, Instant timeThrough) {
        return new Heard(
                seq, seq, timeThrough, SourceState.OPEN, "edge-eu", T0, new SeqRanges(), new SeqRanges(), 1, T0);
    }

    private static SeqRanges ranges(long first, long last) {
        return SeqRanges.of(List.of(new SeqRange(first, last)));
    }
}
