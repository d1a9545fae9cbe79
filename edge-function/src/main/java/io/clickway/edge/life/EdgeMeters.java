package io.clickway.edge.life;

import io.clickway.edge.certificate.CertificateFolder;
import io.clickway.edge.certificate.CertificatePair;
import io.clickway.edge.geo.PlaceFiles;
import io.clickway.edge.resort.SealedLines;
import io.clickway.edge.route.LiveLinks;
import io.clickway.edge.source.CommitTally;
import io.clickway.edge.source.Keeping;
import io.clickway.edge.spool.Spool;
import io.clickway.edge.spool.SpoolCounts;
import io.clickway.edge.visit.VisitCounts;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** The edge's metrics; counted where things happen, read when they are asked for. */
final class EdgeMeters implements CommitTally {

    /** Few, since a commit's buckets are counted on the way of its clicks. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500)
    };

    private static final int MAX_DOMAINS = 100;

    private final MeterRegistry registry;
    /** By the ordinal of where a commit is kept. */
    private final Timer[] seconds = new Timer[Keeping.values().length];

    private final DistributionSummary[] events = new DistributionSummary[Keeping.values().length];
    private final AtomicInteger openBreakers = new AtomicInteger();
    private final LongAdder openings = new LongAdder();

    EdgeMeters(MeterRegistry registry) {
        this.registry = registry;
        for (var where : Keeping.values()) {
            var kept = where.name().toLowerCase(Locale.ROOT);
            seconds[where.ordinal()] = Timer.builder("edge.commit")
                    .description("From the forming of a commit to its durability")
                    .tag("kept", kept)
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
            events[where.ordinal()] = DistributionSummary.builder("edge.commit.events")
                    .description("Events in a commit")
                    .tag("kept", kept)
                    .register(registry);
        }
        Gauge.builder("edge.breaker.open", openBreakers, AtomicInteger::get)
                .description("Sources that don't send clicks to Redis now")
                .register(registry);
        counter(
                "edge.breaker.openings",
                "Times that a source stopped sending clicks to Redis",
                openings,
                LongAdder::sum);
    }

    void register(VisitCounts counts) {
        counter("edge.clicks.accepted", "Clicks on known links", counts, VisitCounts::accepted);
        counter("edge.clicks.unknown.slug", "Requests for a slug that no link has", counts, VisitCounts::unknownSlug);
        counter("edge.clicks.unrecorded", "Clicks kept only as a line on stderr", counts, VisitCounts::unrecorded);
        counter("edge.clicks.shed", "Clicks kept under overload, without their country", counts, VisitCounts::shed);
        counter("edge.clicks.nowhere", "Clicks kept on links that lead nowhere", counts, VisitCounts::nowhere);
        counter("edge.requests.refused", "Requests that can be no click", counts, VisitCounts::refused);
    }

    void register(LiveLinks links) {
        Gauge.builder("edge.config.version", links, live -> live.table().version())
                .description("Link configuration in force")
                .register(registry);
        Gauge.builder("edge.config.links", links, live -> live.table().size())
                .description("Links in force")
                .register(registry);
    }

    void register(PlaceFiles places) {
        counter("edge.geo.files.taken", "Times that a database of places came into force", places, PlaceFiles::taken);
        counter("edge.geo.files.refused", "Times that a file held no fit database", places, PlaceFiles::refused);
        counter("edge.geo.lookups.failed", "Look-ups that a database's damage ended", places, PlaceFiles::failures);
    }

    /** A series for each of those that end first: what must be told, and no more than a hundred of them. */
    void register(CertificateFolder certificates) {
        Gauge.builder(
                        "edge.certificates",
                        certificates,
                        folder -> folder.get().pairs().size())
                .description("Certificates of the folder that are in force")
                .register(registry);
        Gauge.builder("edge.certificates.refused", certificates, CertificateFolder::refused)
                .description("Names of the folder whose files, as they lie there, can't be used")
                .register(registry);
        var left = MultiGauge.builder("edge.certificate.left")
                .baseUnit("seconds")
                .description("Until a certificate in force ends")
                .register(registry);
        certificates.onChange(table -> left.register(
                table.pairs().stream()
                        .sorted(Comparator.comparing(CertificatePair::expiresAt))
                        .limit(MAX_DOMAINS)
                        .<MultiGauge.Row<?>>map(pair ->
                                MultiGauge.Row.of(Tags.of("domain", pair.name().text()), pair, EdgeMeters::secondsLeft))
                        .toList(),
                true));
    }

    private static double secondsLeft(CertificatePair pair) {
        return Duration.between(Instant.now(), pair.expiresAt()).toSeconds();
    }

    void register(Spool spool) {
        Gauge.builder("edge.spool", spool, Spool::bytes)
                .baseUnit("bytes")
                .description("What lies in the spool")
                .register(registry);
        var counts = spool.counts();
        counter("edge.spool.records.written", "Records that reached the disk", counts, SpoolCounts::written);
        counter("edge.spool.records.refused", "Records it couldn't take", counts, SpoolCounts::refused);
        counter("edge.spool.records.drained", "Records the stream has taken", counts, SpoolCounts::drained);
        counter("edge.spool.records.damaged", "Stretches set aside as damaged", counts, SpoolCounts::damaged);
        counter("edge.spool.records.torn", "Tails that a crash had cut", counts, SpoolCounts::torn);
    }

    /** @param folder where the spool lies; a disk of another part's is of no interest here */
    void register(Path folder) {
        Gauge.builder("edge.disk.free", folder.toFile(), File::getUsableSpace)
                .baseUnit("bytes")
                .description("What the disk of the data folder can still take")
                .strongReference(true)
                .register(registry);
        Gauge.builder("edge.disk.size", folder.toFile(), File::getTotalSpace)
                .baseUnit("bytes")
                .description("Size of the disk of the data folder")
                .strongReference(true)
                .register(registry);
    }

    void register(SealedLines lines) {
        counter("edge.events.lost", "Events that not even stderr took", lines, SealedLines::lost);
    }

    private <T> void counter(String name, String description, T counts, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, counts, value).description(description).register(registry);
    }

    @Override
    public void kept(Keeping where, int count, long nanos) {
        seconds[where.ordinal()].record(nanos, TimeUnit.NANOSECONDS);
        events[where.ordinal()].record(count);
    }

    @Override
    public void breakerOpened() {
        openBreakers.incrementAndGet();
        openings.increment();
    }

    @Override
    public void breakerClosed() {
        openBreakers.decrementAndGet();
    }
}
