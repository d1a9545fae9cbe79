package io.clickway.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * Sends clicks with a known {@code sub1} each, never the same one twice, and keeps what was attempted and what was
 * answered by the right redirect. An answer that is not that redirect is an anomaly, whatever else happens.
 */
final class ClickGenerator implements AutoCloseable {

    private static final Pattern LOCATION =
            Pattern.compile("https://shop\\.example/landing\\?cid=([0-9a-hjkmnp-tv-z]{26})&s=([A-Za-z0-9-]+)");
    private static final List<String> AGENTS = List.of(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (Linux; Android 15; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)");

    private final String run;
    private final String slug;
    private final List<URI> edges;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final AtomicInteger next = new AtomicInteger();

    final Set<String> attempted = ConcurrentHashMap.newKeySet();
    /** sub1 → click id. */
    final Map<String, String> answered = new ConcurrentHashMap<>();

    final Set<String> anomalies = ConcurrentHashMap.newKeySet();
    private volatile boolean stopped;

    ClickGenerator(String run, String slug, List<URI> edges) {
        this.run = run;
        this.slug = slug;
        this.edges = List.copyOf(edges);
    }

    /** @param perSecond 0 for as fast as it goes */
    Thread start(int clients, int perSecond) {
        return Thread.ofPlatform().name("clicks").start(() -> {
            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < clients; i++) {
                    pool.submit(() -> {
                        while (!stopped) {
                            click();
                            if (perSecond > 0) {
                                LockSupport.parkNanos(1_000_000_000L * clients / perSecond);
                            }
                        }
                    });
                }
            }
        });
    }

    void stop() {
        stopped = true;
    }

    private void click() {
        int number = next.incrementAndGet();
        var sub1 = run + "-" + number;
        var edge = edges.get(number % edges.size());
        var request = HttpRequest.newBuilder(edge.resolve("/" + slug + "?sub1=" + sub1 + "&sub2=e2e"))
                .timeout(Duration.ofSeconds(10))
                .header("User-Agent", AGENTS.get(ThreadLocalRandom.current().nextInt(AGENTS.size())))
                .header("X-Forwarded-For", "193.0." + number % 200 + ".7")
                .GET()
                .build();
        attempted.add(sub1);
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.discarding());
            var location = response.headers().firstValue("location").orElse("");
            var match = LOCATION.matcher(location);
            if (response.statusCode() == 302
                    && match.matches()
                    && match.group(2).equals(sub1)) {
                answered.put(sub1, match.group(1));
            } else {
                anomalies.add(sub1 + ": " + response.statusCode() + " " + location);
            }
        } catch (IOException _) {
            // The edge was being restarted: no answer, so nothing was promised.
            LockSupport.parkNanos(20_000_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    @Override
    public void close() {
        stop();
        http.close();
    }
}
