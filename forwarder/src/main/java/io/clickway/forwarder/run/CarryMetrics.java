package io.clickway.forwarder.run;

import io.clickway.forwarder.carry.CarryFigures;
import io.clickway.forwarder.links.LinkChannel;
import io.clickway.forwarder.links.LinkFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** Shows the loop's figures as metrics; they are read when they are asked for. */
@ApplicationScoped
public class CarryMetrics {

    private static final double MILLIS_PER_SECOND = 1_000.0;

    void register(@Observes StartupEvent starting, MeterRegistry registry, CarryThread carrying, LinkChannel links) {
        var meters = new Meters(registry, carrying.figures());
        meters.counter("forwarder_entries_read", "Entries taken from the stream", f -> f.entriesRead.get());
        meters.counter(
                "forwarder_entries_claimed", "Entries taken over from dead forwarders", f -> f.entriesClaimed.get());
        meters.counter("forwarder_entries_damaged", "Entries sent to quarantine", f -> f.entriesDamaged.get());
        meters.counter("forwarder_entries_gone", "Entries deleted while they were pending", f -> f.entriesGone.get());
        meters.counter(
                "forwarder_entries_acknowledged", "Entries acknowledged and deleted", f -> f.entriesAcknowledged.get());
        meters.counter("forwarder_batches_confirmed", "Batches the broker holds", f -> f.batchesConfirmed.get());
        meters.counter("forwarder_events_confirmed", "Events the broker holds", f -> f.eventsConfirmed.get());
        meters.counter("forwarder_confirmed_bytes", "Bytes of confirmed bodies", f -> f.bytesConfirmed.get());
        meters.counter("forwarder_batches_returned", "Batches that found no queue", f -> f.batchesReturned.get());
        meters.counter("forwarder_batches_nacked", "Batches the broker refused", f -> f.batchesNacked.get());
        meters.counter("forwarder_batches_retried", "Batches sent again", f -> f.batchesRetried.get());
        meters.counter("forwarder_broker_lines_lost", "Broker connections lost or failed", f -> f.linesLost.get());
        meters.counter("forwarder_stream_failures", "Commands to Redis that failed", f -> f.streamFailures.get());
        meters.gauge("forwarder_in_flight_batches", "Sent and not confirmed", f -> f.inFlightMessages.get());
        meters.gauge("forwarder_in_flight_bytes", "Bodies sent and not confirmed", f -> f.inFlightBytes.get());
        meters.gauge("forwarder_stream_lag_entries", "Entries in the stream, read or not", f -> f.streamEntries.get());
        meters.gauge("forwarder_oldest_unacked_seconds", "Age of the oldest entry", CarryMetrics::oldestSeconds);
        meters.gauge("forwarder_blocked", "1 while the broker takes nothing", f -> f.isBlocked.get());
        meters.gauge("forwarder_broker_connected", "1 while the broker's line is open", f -> f.isLineOpen.get());
        meters.gauge("forwarder_redis_connected", "1 while Redis does what it is asked", f -> f.isRedisAnswering.get());
        meters.gauge("forwarder_lease_held", "1 while this instance holds its name", f -> f.isLeaseHeld.get());
        var confirmAge = Timer.builder("forwarder_confirm_age")
                .description("From the append of a batch's oldest entry to its confirm")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofMinutes(10))
                .register(registry);
        carrying.figures().confirmAge = confirmAge::record;
        linkMeters(registry, links.figures());
    }

    private static void linkMeters(MeterRegistry registry, LinkFigures figures) {
        Gauge.builder("forwarder_config_version", figures.version, AtomicLong::get)
                .description("Version of the configuration that this forwarder last saw in force")
                .register(registry);
        FunctionCounter.builder("forwarder_config_shards_kept", figures.shardsKept, AtomicLong::get)
                .description("Shards put into Redis")
                .register(registry);
        FunctionCounter.builder("forwarder_config_messages_ignored", figures.messagesIgnored, AtomicLong::get)
                .description("Damaged or incomplete messages of the configuration")
                .register(registry);
        FunctionCounter.builder("forwarder_config_failures", figures.failures, AtomicLong::get)
                .description("Messages of the configuration that Redis didn't take")
                .register(registry);
    }

    private static double oldestSeconds(CarryFigures figures) {
        return figures.oldestAgeMillis(System.currentTimeMillis()) / MILLIS_PER_SECOND;
    }

    private record Meters(MeterRegistry registry, CarryFigures figures) {

        void counter(String name, String description, ToDoubleFunction<CarryFigures> value) {
            FunctionCounter.builder(name, figures, value)
                    .description(description)
                    .register(registry);
        }

        void gauge(String name, String description, ToDoubleFunction<CarryFigures> value) {
            Gauge.builder(name, figures, value).description(description).register(registry);
        }
    }
}
