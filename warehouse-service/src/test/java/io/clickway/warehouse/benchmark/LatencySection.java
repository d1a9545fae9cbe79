package io.clickway.warehouse.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import io.clickway.warehouse.benchmark.traffic.Shop;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How long a click takes until {@code GET /api/report} counts it, through the whole chain, at a fixed rate of clicks from the
 * edges; and the same while four queries read all clicks there are, again and again. Every click answered must be counted at
 * the end.
 */
final class LatencySection {

    private static final int PROBES_PER_SECOND = 10;
    private static final int SCANS = 4;
    private static final long LOOK_EVERY_MILLIS = 50;
    private static final double LIMIT_SECONDS = 60;

    private final Options options;
    private final RunningSystem system;
    private final Api api;
    private final int seconds;

    /** When probes were sent, per probe link and in order; the n-th is visible when the report counts n. */
    private final Map<String, ConcurrentLinkedQueue<Long>> waiting = new ConcurrentHashMap<>();

    private final Map<String, Long> seen = new HashMap<>();
    private final List<Double> millis = new ArrayList<>();

    private LatencySection(Options options, RunningSystem system) {
        this.options = options;
        this.system = system;
        this.api = system.api();
        this.seconds = options.isQuick() ? 15 : 60;
    }

    static void run(Options options, RunningSystem system) throws Exception {
        var section = new LatencySection(options, system);
        var load = new ClickLoad(system);
        load.prepare();
        if (options.wants("isolation")) {
            section.fill();
        }
        System.out.printf(
                "%nFrom the click to the report, %,d clicks/s from %d edges, %d s each%n",
                options.rate(), system.edges().size(), section.seconds);
        System.out.println("beside it                     clicks/s  probes   p50 ms   p95 ms   p99 ms  worst ms");
        section.measure("warm-up", load, 0);
        if (options.wants("latency")) {
            section.measure("nothing", load, 0);
        }
        if (options.wants("isolation")) {
            section.measure(SCANS + " full scans, reporting login", load, SCANS);
            section.measure(SCANS + " full scans, POST /api/sql", load, -SCANS);
        }
        section.await(load);
        System.out.printf("all %,d clicks answered are counted and stored; goal p99 below 2,000 ms%n", load.answered());
        Books.checkLedger(system.centre());
    }

    /** What the scans read, of the days before. */
    private void fill() throws Exception {
        var shop = new Shop();
        shop.enter(system.centre());
        try (var pool = Servers.pool(system.centre().dataSource())) {
            var from =
                    LocalDate.now(ZoneOffset.UTC).minusDays(12).atStartOfDay().toInstant(ZoneOffset.UTC);
            new Loading(system.centre(), shop, new Ingests(pool))
                    .load(from, Duration.ofDays(10), options.scanClicks(), true, 3);
        }
        // What was loaded in a minute is no part of the load: it took days to come.
        Books.settle(system);
    }

    /** @param scans how many queries; negative: by the API */
    private void measure(String beside, ClickLoad load, int scans) throws Exception {
        Progress.say("latency: " + beside);
        millis.clear();
        var isOver = new AtomicBoolean();
        var looker = Thread.ofPlatform().daemon().start(() -> look(load, isOver));
        long before = load.answered();
        double rate;
        try (var scanning = new FullScans(system, scans)) {
            load.run(options.rate(), PROBES_PER_SECOND, seconds, this::probe);
            rate = (double) (load.answered() - before) / seconds;
            scanning.mustHaveRun();
            beside += scanning.told();
        }
        await(load);
        isOver.set(true);
        looker.join();
        if (!beside.equals("warm-up")) {
            var times = Figures.of(millis.stream().mapToDouble(each -> each).toArray());
            System.out.printf(
                    "%-28s  %8.0f  %6d  %7.0f  %7.0f  %7.0f  %8.0f%n",
                    beside,
                    rate,
                    times.sorted().length,
                    times.median(),
                    times.percentile(95),
                    times.percentile(99),
                    times.greatest());
        }
    }

    private void probe(String link, long sentNanos) {
        waiting.computeIfAbsent(link, _ -> new ConcurrentLinkedQueue<>()).add(sentNanos);
    }

    /** One report for all probes, again and again. */
    private void look(ClickLoad load, AtomicBoolean isOver) {
        try {
            while (!isOver.get()) {
                lookOnce(load);
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
            }
            lookOnce(load);
        } catch (Exception failed) {
            throw new IllegalStateException("the report of the probes failed", failed);
        }
    }

    private void lookOnce(ClickLoad load) throws Exception {
        var answer = api.json(probes(load));
        long now = System.nanoTime();
        for (JsonNode row : answer.get("rows")) {
            var link = row.get(0).asText();
            long counted = row.get(1).asLong();
            var queue = waiting.get(link);
            while (queue != null && seen.getOrDefault(link, 0L) < counted) {
                var sent = queue.poll();
                if (sent == null) {
                    break;
                }
                millis.add((now - sent) / 1e6);
                seen.merge(link, 1L, Long::sum);
            }
        }
    }

    private static String probes(ClickLoad load) {
        var day = LocalDate.now(ZoneOffset.UTC);
        return String.format(
                Locale.ROOT,
                "/api/report?by=link&where=campaign:%s&from=%s&to=%s",
                load.probes(),
                Question.day(day.minusDays(1)),
                Question.day(day.plusDays(1)));
    }

    /** Until the report counts every click that was answered. */
    private void await(ClickLoad load) throws Exception {
        long began = System.nanoTime();
        var day = LocalDate.now(ZoneOffset.UTC);
        var path = "/api/report?by=campaign&where=campaign:" + load.campaigns() + "&from="
                + Question.day(day.minusDays(1)) + "&to=" + Question.day(day.plusDays(1));
        long counted = 0;
        while ((System.nanoTime() - began) / 1e9 < LIMIT_SECONDS) {
            counted = 0;
            for (JsonNode row : api.json(path).get("rows")) {
                counted += row.get(1).asLong();
            }
            if (counted == load.answered()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
        throw new IllegalStateException(
                "%,d clicks were answered and the report counts %,d".formatted(load.answered(), counted));
    }
}
