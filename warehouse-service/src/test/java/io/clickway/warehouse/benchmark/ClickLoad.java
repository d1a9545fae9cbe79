package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.benchmark.traffic.Requests;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Clicks at fixed times, whatever the answers take, to all edges in turns; each must be answered by a redirect. */
final class ClickLoad {

    private static final int LINKS = 20;
    private static final int OPEN_AT_MOST = 2_000;

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
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Requests requests = new Requests(11);
    private final AtomicLong answered = new AtomicLong();
    private volatile String wrong = "";

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
            var answer = client.send(request(edge, load + "-0"), HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() == 302) {
                answered.incrementAndGet();
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException("edge " + edge + " does not know the links after 30 s");
    }

    void run(int perSecond, int probesPerSecond, int seconds, Probed probed) throws Exception {
        var open = new Semaphore(OPEN_AT_MOST);
        var last = new ArrayList<CompletableFuture<Void>>();
        long began = System.nanoTime();
        long total = (long) perSecond * seconds;
        int probeEvery = perSecond / probesPerSecond;
        for (long i = 0; i < total; i++) {
            long due = began + i * 1_000_000_000L / perSecond;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            int edge = (int) (i % edges.size());
            boolean isProbe = i / edges.size() % probeEvery == 0;
            var slug = isProbe ? probes + "-" + edge : load + "-" + i % LINKS;
            open.acquire();
            if (isProbe) {
                probed.sent(slug, System.nanoTime());
            }
            last.add(client.sendAsync(request(edges.get(edge), slug), HttpResponse.BodyHandlers.discarding())
                    .handle((answer, failed) -> {
                        open.release();
                        if (failed != null || answer.statusCode() != 302) {
                            wrong = failed != null ? failed.toString() : "status " + answer.statusCode();
                        } else {
                            answered.incrementAndGet();
                        }
                        return null;
                    }));
            if (last.size() == OPEN_AT_MOST) {
                last.removeIf(CompletableFuture::isDone);
            }
        }
        CompletableFuture.allOf(last.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("a click was not answered by a redirect: " + wrong);
        }
    }

    private HttpRequest request(String edge, String slug) {
        var visitor = requests.next();
        return HttpRequest.newBuilder(URI.create("http://" + edge + "/" + slug + visitor.query()))
                .header("User-Agent", visitor.userAgent())
                .header("X-Forwarded-For", visitor.address())
                .header("Accept-Language", visitor.language())
                .build();
    }
}
