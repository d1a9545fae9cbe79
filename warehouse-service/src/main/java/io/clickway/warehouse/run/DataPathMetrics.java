package io.clickway.warehouse.run;

import io.clickway.warehouse.ingest.Ingested;
import io.clickway.warehouse.ledger.RegionCompleteness;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.receive.ReceiveFigures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Meters of the data path, told once per transaction; {@code docs/metrics.md} lists them. */
final class DataPathMetrics implements ReceiveFigures {

    private static final double NANOS_PER_SECOND = 1e9;

    private final MeterRegistry registry;
    private final Counter duplicates;
    private final Counter late;
    private final Counter batches;
    private final Counter healed;
    private final Counter conflicts;
    private final Counter broughtBack;
    private final Counter deadKept;
    private final Counter rolledBack;
    private final Timer transactions;
    private final Map<String, AtomicLong> missing = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> inFlight = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> lag = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> uncertain = new ConcurrentHashMap<>();
    private volatile long readAtNanos = System.nanoTime();

    /** @param regions whose counters are there from the start, at 0 */
    DataPathMetrics(MeterRegistry registry, Collection<String> regions) {
        this.registry = registry;
        duplicates = counter("warehouse.events.duplicate", "Events that came again and were dropped");
        late = counter("warehouse.events.late.after.write.off", "Events refused because they had been written off");
        batches = counter("warehouse.batches", "Batches stored");
        healed = counter("warehouse.quarantine.healed", "Events stored that had lain in quarantine");
        conflicts = counter("warehouse.ledger.conflicts", "Events booked as received that lay nowhere; stored then");
        broughtBack = counter("warehouse.unrouted.republished", "Messages that had found no queue, published again");
        deadKept = counter("warehouse.dead.letters", "Messages delivered too often, put into quarantine");
        rolledBack = counter("warehouse.transactions.rolled.back", "Transactions that failed and were tried again");
        transactions = Timer.builder("warehouse.transaction")
                .description("Storing what came in one handful, unpacking included")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        for (var region : regions) {
            stored(region, "click");
            stored(region, "watermark");
        }
        for (var cause : QuarantineCause.values()) {
            quarantined(cause);
        }
        Gauge.builder("warehouse.books.age", this, metrics -> metrics.booksAgeSeconds())
                .baseUnit("seconds")
                .description("Since the figures of the ledger were last read; they are as old as this")
                .register(registry);
    }

    void committed(String region, Ingested ingested, Duration took) {
        stored(region, "click").increment(ingested.clicks());
        stored(region, "watermark").increment(ingested.watermarks());
        duplicates.increment(ingested.duplicates());
        late.increment(ingested.late());
        batches.increment(ingested.batches());
        healed.increment(ingested.healed());
        conflicts.increment(ingested.conflicts());
        ingested.quarantined().forEach((cause, count) -> quarantined(cause).increment(count));
        transactions.record(took);
    }

    void rolledBack() {
        rolledBack.increment();
    }

    @Override
    public void broughtBack(int messages) {
        broughtBack.increment(messages);
    }

    @Override
    public void deadKept(int messages) {
        deadKept.increment(messages);
    }

    void books(List<RegionCompleteness> regions) {
        for (var completeness : regions) {
            var region = completeness.region();
            gauge(missing, "warehouse.ledger.missing", "Events given out that nobody has", region)
                    .set(completeness.missing());
            gauge(inFlight, "warehouse.ledger.in.flight", "Events known to lie in an edge's spool", region)
                    .set(completeness.inFlight());
            gauge(uncertain, "warehouse.ledger.uncertain", "Sources silent for 60 seconds, not closed", region)
                    .set(completeness.uncertain());
            gauge(lag, "warehouse.completeness.lag.seconds", "Age of the moment the region is complete to", region)
                    .set(Math.round(completeness.oldestUnforwardedSeconds()));
        }
        readAtNanos = System.nanoTime();
    }

    private double booksAgeSeconds() {
        return (System.nanoTime() - readAtNanos) / NANOS_PER_SECOND;
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    private Counter stored(String region, String kind) {
        return Counter.builder("warehouse.events.stored")
                .description("Events stored")
                .tags("region", region, "kind", kind)
                .register(registry);
    }

    private Counter quarantined(QuarantineCause cause) {
        return Counter.builder("warehouse.quarantined")
                .description("Events put into quarantine")
                .tag("cause", cause.code())
                .register(registry);
    }

    private AtomicLong gauge(Map<String, AtomicLong> gauges, String name, String description, String region) {
        return gauges.computeIfAbsent(region, key -> {
            var value = new AtomicLong();
            Gauge.builder(name, value, AtomicLong::get)
                    .description(description)
                    .tag("region", key)
                    .register(registry);
            return value;
        });
    }
}
