package io.clickway.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.id.SourceId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BatchHeaderTest {

    private final BatchHeader header = new BatchHeader(
            UUID.fromString("01990000-0000-7000-8000-000000000001"),
            "eu",
            List.of(new SourceRange(new SourceId(-2), 1, 128), new SourceRange(new SourceId(7), 4_000_000_000L, 3)),
            Instant.ofEpochMilli(1_790_000_000_123L),
            BatchHeader.ZSTD,
            BatchHeader.checksum("body".getBytes(StandardCharsets.UTF_8)),
            Optional.empty());

    @Test
    void isReadBackFromItsHeaders() throws Exception {
        assertThat(BatchHeader.parse(header.toHeaders())).isEqualTo(header);
        assertThat(header.toHeaders())
                .containsEntry("ranges", "fffffffffffffffe:1+128 0000000000000007:4000000000+3")
                .containsEntry("count", 131L);
    }

    @Test
    void namesTheHeaderThatIsMissing() {
        for (var name : header.toHeaders().keySet()) {
            Map<String, Object> headers = new LinkedHashMap<>(header.toHeaders());
            headers.remove(name);

            assertThatThrownBy(() -> BatchHeader.parse(headers))
                    .isInstanceOf(BatchFormatException.class)
                    .hasMessageContaining(name);
        }
        assertThatThrownBy(() -> BatchHeader.parse(null)).isInstanceOf(BatchFormatException.class);
    }

    @Test
    void refusesWhatNoForwarderSends() {
        var bad = Map.<String, Object>of(
                "format", 2L, "batch_id", "no", "ranges", "x", "sent_at", "now", "count", 130L, "crc32c", "no");
        bad.forEach((name, value) -> {
            var headers = new LinkedHashMap<>(header.toHeaders());
            headers.put(name, value);

            assertThatThrownBy(() -> BatchHeader.parse(headers)).as(name).isInstanceOf(BatchFormatException.class);
        });
    }

    @Test
    void refusesRangesThatWouldOverflow() {
        for (var text : List.of(
                "0000000000000007:0+1",
                "0000000000000007:1+0",
                "0000000000000007:9223372036854775807+5",
                "0000000000000007:99999999999999999999+5",
                "0000000000000000:1+1",
                "7:1+1",
                "")) {
            assertThatThrownBy(() -> SourceRange.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void knowsWhenARangeGoesOn() {
        var range = new SourceRange(new SourceId(7), 10, 5);

        assertThat(range.isContinuedBy(new SourceRange(new SourceId(7), 15, 1))).isTrue();
        assertThat(range.isContinuedBy(new SourceRange(new SourceId(7), 16, 1))).isFalse();
        assertThat(range.isContinuedBy(new SourceRange(new SourceId(8), 15, 1))).isFalse();
    }
}
