package io.clickway.forwarder.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.clickway.batch.BatchHeader;
import io.clickway.batch.SourceRange;
import io.clickway.event.EventFrame;
import io.clickway.forwarder.stream.EntryId;
import io.clickway.id.SourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchAssemblerTest {

    private static final SourceId A = new SourceId(10);
    private static final SourceId B = new SourceId(11);

    private final MessageMaker maker = new MessageMaker("eu", 1, () -> Instant.ofEpochMilli(9_000), new Random(1));
    private final BatchAssembler assembler =
            new BatchAssembler(new BatchLimits(1_000, 10, Duration.ofMillis(20)), maker);

    private static EntryContent.Readable entry(int id, SourceId source, long first, int count, int bytesPerEvent) {
        var frame = new byte[1 + count * (1 + bytesPerEvent)];
        frame[0] = EventFrame.VERSION;
        for (int i = 0; i < count; i++) {
            frame[1 + i * (1 + bytesPerEvent)] = (byte) bytesPerEvent;
        }
        return new EntryContent.Readable(new EntryId(1, id), new SourceRange(source, first, count), frame);
    }

    @Test
    void joinsConsecutiveRangesOfASourceThoughOthersComeBetween() throws Exception {
        assembler.add(entry(1, A, 1, 2, 3), 0);
        assembler.add(entry(2, B, 7, 1, 3), 0);
        assembler.add(entry(3, A, 3, 1, 3), 0);
        assembler.add(entry(4, A, 9, 1, 3), 0);
        var batch = assembler.close();

        var header = BatchHeader.parse(batch.headers());
        assertThat(header.ranges())
                .containsExactly(new SourceRange(A, 1, 3), new SourceRange(A, 9, 1), new SourceRange(B, 7, 1));
        assertThat(header.batchId()).isEqualTo(batch.id());
        assertThat(header.batchId().version()).isEqualTo(7);
        assertThat(header.batchId().variant()).isEqualTo(2);
        assertThat(header.sentAt()).isEqualTo(Instant.ofEpochMilli(9_000));
        assertThat(header.crc32c()).isEqualTo(BatchHeader.checksum(batch.body()));
        assertThat(batch.entries()).hasSize(4);
        assertThat(batch.events()).isEqualTo(5);
        var plain = Zstd.decompress(batch.body(), (int) Zstd.getFrameContentSize(batch.body()));
        EventFrame.split(plain, 5, (index, offset, size) -> assertThat(size).isEqualTo(3));
        assertThat(assembler.isEmpty()).isTrue();
    }

    @Test
    void refusesWhatWouldExceedBytesOrEventsButTakesAnyFirstEntry() {
        assertThat(assembler.accepts(entry(1, A, 1, 50, 100))).isTrue();
        assembler.add(entry(1, A, 1, 8, 10), 0);
        assertThat(assembler.accepts(entry(2, A, 9, 2, 10))).isTrue();
        assertThat(assembler.accepts(entry(2, A, 9, 3, 10))).isFalse();
        assertThat(assembler.accepts(entry(2, A, 9, 2, 127))).isTrue();
        assembler.add(entry(2, A, 9, 1, 127), 0);
        assertThat(assembler.nanosUntilDue(0)).isPositive();
    }

    @Test
    void isDueByAgeSinceTheFirstEntryOrByFullness() {
        assembler.add(entry(1, A, 1, 1, 10), 1_000);
        assertThat(assembler.nanosUntilDue(1_000)).isEqualTo(20_000_000);
        assertThat(assembler.nanosUntilDue(20_001_000)).isZero();
        assembler.add(entry(2, A, 2, 9, 10), 2_000);
        assertThat(assembler.nanosUntilDue(2_000)).isZero();
    }

    @Test
    void theLargestEntryStaysWithinABodyEvenIfItDoesNotCompress() {
        var frame = new byte[EntryReader.MAX_FRAME_BYTES];
        new Random(3).nextBytes(frame);
        assembler.add(new EntryContent.Readable(new EntryId(1, 1), new SourceRange(A, 1, 20), frame), 0);
        assertThat(assembler.close().body()).hasSizeLessThanOrEqualTo(BatchHeader.MAX_BODY_BYTES);
    }
}
