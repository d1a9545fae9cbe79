package io.clickway.warehouse.run;

import io.clickway.warehouse.ingest.Ingested;
import io.clickway.warehouse.ledger.RegionCompleteness;
import io.clickway.warehouse.quarantine.QuarantineCause;
import io.clickway.warehouse.receive.ReceiveFigures;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Meters of the data path, told once per transaction. */
final class DataPathMetrics implements ReceiveFigures {

    private final MeterRegistry registry;
    private final Counter clicks;
    private final Counter watermarks;
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
    private final Map<String, AtomicLong> oldestUnforwarded = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> uncertain = new ConcurrentHashMap<>();

    DataPathMetrics(MeterRegistry registry) {
        this.registry = registry;
        clicks = registry.counter("warehouse.events.stored", "kind", "click");
        watermarks = registry.counter("warehouse.events.stored", "kind", "watermark");
        duplicates = registry.counter("warehouse.events.duplicate");
        late = registry.counter("warehouse.events.late.after.write.off");
        batches = registry.counter("warehouse.batches");
        healed = registry.counter("warehouse.quarantine.healed");
        conflicts = registry.counter("warehouse.ledger.conflicts");
        broughtBack = registry.counter("warehouse.unrouted.republished");
        deadKept = registry.counter("warehouse.dead.letters");
        rolledBack = registry.counter("warehouse.transactions.rolled.back");
        transactions = Timer.builder("warehouse.transaction")
                .publishPercentiles(0.5, 0.99)
                .register(registry);
        for (var cause : QuarantineCause.values()) {
            registry.counter("warehouse.quarantined", "cause", cause.code());
        }
    }

    void committed(Ingested ingested, Duration took) {
        clicks.increment(ingested.clicks());
        watermarks.increment(ingested.watermarks());
        duplicates.increment(ingested.duplicates());
        late.increment(ingested.late());
        batches.increment(ingested.batches());
        healed.increment(ingested.healed());
        conflicts.increment(ingested.conflicts());
        ingested.quarantined()
                .forEach((cause, count) -> registry.counter("warehouse.quarantined", "cause", cause.code())
                        .increment(count));
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
            gauge(missing, "warehouse.ledger.missing", completeness.region()).set(completeness.missing());
            gauge(inFlight, "warehouse.ledger.in.flight", completeness.region()).set(completeness.inFlight());
            gauge(uncertain, "warehouse.ledger.uncertain", completeness.region())
                    .set(completeness.uncertain());
            gauge(oldestUnforwarded, "warehouse.ledger.oldest.unforwarded.seconds", completeness.region())
                    .set(Math.round(completeness.oldestUnforwardedSeconds()));
        }
    }

    private AtomicLong gauge(Map<String, AtomicLong> gauges, String name, String region) {
        return gauges.computeIfAbsent(region, key -> registry.gauge(name, Tags.of("region", key), new AtomicLong()));
    }
}
