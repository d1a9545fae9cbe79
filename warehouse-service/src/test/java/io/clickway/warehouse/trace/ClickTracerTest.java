package io.clickway.warehouse.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.unpack.BatchUnpacker;
import io.clickway.warehouse.unpack.EventReading;
import io.clickway.warehouse.unpack.EventTimes;
import io.clickway.warehouse.unpack.UnpackedBatch;
import io.clickway.warehouse.unpack.UnpackedEvent.ClickEvent;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClickTracerTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant RECEIVED = NOW.plusMillis(700);
    private static final Instant COMMITTED = NOW.plusMillis(900);

    private final Told told = new Told();
    private final UnpackedBatch.Read batch = batch();

    @Test
    void tellsTheHopsOfAClickUnderItsOwnId() {
        trace(1);

        var click = ((ClickEvent) batch.events().get(100)).id();
        var spans = told.spans.stream()
                .filter(span -> span.getTraceId().equals(hex(click.high()) + hex(click.low())))
                .toList();
        var root = spans.stream()
                .filter(span -> span.getName().equals("click"))
                .findFirst()
                .orElseThrow();
        assertThat(spans)
                .extracting(SpanData::getName)
                .containsExactlyInAnyOrder("click", "edge", "broker", "warehouse");
        assertThat(spans)
                .filteredOn(span -> span != root)
                .extracting(SpanData::getParentSpanId)
                .containsOnly(root.getSpanId());
        assertThat(start(span(spans, "edge"))).isEqualTo(click.time());
        assertThat(end(span(spans, "edge"))).isEqualTo(batch.header().sentAt());
        assertThat(start(span(spans, "broker"))).isEqualTo(batch.header().sentAt());
        assertThat(end(span(spans, "broker"))).isEqualTo(RECEIVED);
        assertThat(start(span(spans, "warehouse"))).isEqualTo(RECEIVED);
        assertThat(end(span(spans, "warehouse"))).isEqualTo(COMMITTED);
        assertThat(end(root)).isEqualTo(COMMITTED);
    }

    @Test
    void choosesTheSameClicksEachTime() {
        trace(4);
        var first = traced();
        told.spans.clear();
        trace(4);

        assertThat(traced()).isEqualTo(first);
        assertThat(first).hasSizeBetween(40, 90); // of 256, one in four
    }

    @Test
    void aClockThatIsAheadMakesNoNegativeSpan() {
        tracer(1).stored(List.of(batch), NOW.minusSeconds(60), NOW.minusSeconds(59));

        assertThat(told.spans).isNotEmpty().allMatch(span -> span.getEndEpochNanos() >= span.getStartEpochNanos());
    }

    private void trace(int oneIn) {
        tracer(oneIn).stored(List.of(batch), RECEIVED, COMMITTED);
    }

    private ClickTracer tracer(int oneIn) {
        var provider = SdkTracerProvider.builder()
                .setIdGenerator(new ClickTraceIds())
                .addSpanProcessor(SimpleSpanProcessor.create(told))
                .build();
        return new ClickTracer(provider.get("test"), () -> oneIn);
    }

    private List<String> traced() {
        return told.spans.stream().map(SpanData::getTraceId).distinct().toList();
    }

    private static UnpackedBatch.Read batch() {
        var source = new TestSource("eu", new Random(7), NOW).clicks(256);
        var times = new EventTimes(Duration.ofDays(400), Duration.ofMinutes(5), 7, Clock.fixed(NOW, ZoneOffset.UTC));
        return (UnpackedBatch.Read)
                new BatchUnpacker(new EventReading(times)).unpack(source.batch().message());
    }

    private static SpanData span(List<SpanData> spans, String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Instant start(SpanData span) {
        return Instant.EPOCH.plusNanos(span.getStartEpochNanos());
    }

    private static Instant end(SpanData span) {
        return Instant.EPOCH.plusNanos(span.getEndEpochNanos());
    }

    private static String hex(long bits) {
        return String.format("%016x", bits);
    }

    private static final class Told implements SpanExporter {

        private final List<SpanData> spans = new ArrayList<>();

        @Override
        public CompletableResultCode export(Collection<SpanData> more) {
            spans.addAll(more);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
