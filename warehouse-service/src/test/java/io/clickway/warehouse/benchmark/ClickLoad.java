package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.benchmark.traffic.Requests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Clicks at fixed times, whatever the answers take, to all edges in turns; each must be answered by a redirect. */
final class ClickLoad {

    private static final int LINKS = 20;
    /** Connections to each edge. */
    private static final int LINES = 32;

    private static final long START_NANOS = 200_000_000L;

    /** Told of each probe before it is sent. */
    @FunctionalInterface
    interface Probed {
        void sent(String link, long nanos);
    }

    /** Others each time: what an earlier run has left must not count. */
    private final String load = "bench-load-" + Long.toString(System.currentTimeMillis(), 36);

    private final String probes = "bench-probes-" + Long.toString(System.currentTimeMillis(), 36);
    private final RunningSystem system;
    private final List<String> edges;
    private final Requests requests = new Requests(11);
    private final AtomicLong answered = new AtomicLong();

    ClickLoad(RunningSystem system) {
        this.system = system;
        this.edges = system.edges();
    }

    /** Slug of the campaign that the probes' links belong to. */
    String probes() {
        return probes;
    }

    /** Slugs of both campaigns, with a comma between. */
    String campaigns() {
        return load + "," + probes;
    }

    long answered() {
        return answered.get();
    }

    /** A campaign for the load, one for probes with a link per edge, published and live. */
    void prepare() throws Exception {
        var api = system.api();
        for (var campaign : List.of(load, probes)) {
            api.post("/api/campaigns", "{\"name\":\"%s\",\"slug\":\"%s\"}".formatted(campaign, campaign));
        }
        for (int i = 0; i < LINKS; i++) {
            link(api, load, load + "-" + i);
        }
        for (int edge = 0; edge < edges.size(); edge++) {
            link(api, probes, probes + "-" + edge);
        }
        api.post("/api/publish", "{}");
        for (int i = 0; i < edges.size(); i++) {
            awaitLive(edges.get(i));
        }
    }

    private static void link(Api api, String campaign, String slug) throws Exception {
        api.post(
                "/api/links",
                "{\"slug\":\"%s\",\"campaign\":\"%s\",\"url\":\"https://shop.example.com/?cid={click_id}\"}"
                        .formatted(slug, campaign));
    }

    /** Clicks of the probing itself count, too. */
    private void awaitLive(String edge) throws Exception {
        for (int tries = 0; tries < 300; tries++) {
            try (var line = new EdgeLine(edge)) {
                if (line.send(line.request(load + "-0", requests.next())) == 302) {
                    answered.incrementAndGet();
                    return;
                }
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException("edge " + edge + " does not know the links after 30 s");
    }

    /** What is sent is made before; what an edge takes longer than its line has time for delays that line, and counts. */
    void run(int perSecond, int probesPerSecond, int seconds, Probed probed) throws Exception {
        var lines = new ArrayList<EdgeLine>();
        for (int i = 0; i < LINES * edges.size(); i++) {
            lines.add(new EdgeLine(edges.get(i % edges.size())));
        }
        int total = perSecond * seconds;
        int probeEvery = perSecond / probesPerSecond;
        var clicks = new ArrayList<Click>(total);
        for (int i = 0; i < total; i++) {
            int edge = i % edges.size();
            boolean isProbe = i / edges.size() % probeEvery == 0;
            var slug = isProbe ? probes + "-" + edge : load + "-" + i % LINKS;
            clicks.add(new Click(slug, isProbe, lines.get(i % lines.size()).request(slug, requests.next())));
        }
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var threads = new ArrayList<Thread>();
        long began = System.nanoTime() + START_NANOS;
        for (int line = 0; line < lines.size(); line++) {
            int first = line;
            threads.add(Thread.ofPlatform().daemon().name("clicks-" + line).start(() -> {
                try (var edge = lines.get(first)) {
                    for (int i = first; i < total; i += lines.size()) {
                        send(edge, clicks.get(i), began + i * 1_000_000_000L / perSecond, probed);
                    }
                } catch (IOException | RuntimeException failed) {
                    failures.add(failed);
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("a click was not answered by a redirect", failures.peek());
        }
    }

    private void send(EdgeLine edge, Click click, long dueNanos, Probed probed) throws IOException {
        for (long wait = dueNanos - System.nanoTime(); wait > 0; wait = dueNanos - System.nanoTime()) {
            LockSupport.parkNanos(wait);
        }
        if (click.isProbe()) {
            probed.sent(click.slug(), dueNanos);
        }
        int status = edge.send(click.request());
        if (status != 302) {
            throw new IOException("status " + status);
        }
        answered.incrementAndGet();
    }

    private record Click(String slug, boolean isProbe, byte[] request) {}
}
