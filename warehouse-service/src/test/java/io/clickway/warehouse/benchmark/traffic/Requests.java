package io.clickway.warehouse.benchmark.traffic;

import java.util.SplittableRandom;

/** What visitors' browsers send to an edge. Not thread-safe. */
public final class Requests {

    /** @param query from its question mark on */
    public record Request(String query, String userAgent, String address, String language) {}

    private final SplittableRandom random;
    private final Visitors visitors;
    private final Weights placements = Weights.zipf(2_000, 1.05);

    public Requests(long seed) {
        random = new SplittableRandom(seed);
        visitors = new Visitors("eu", random.split());
    }

    public Request next() {
        var visitor = visitors.next();
        int address = (int) visitor.seed();
        return new Request(
                "?sub1=site-" + placements.draw(random) + "&utm_source=google&utm_campaign=autumn&gclid=Cj0"
                        + Long.toString(random.nextLong() >>> 1, 36),
                header(visitor.agent().text()),
                (1 + (address >>> 1 & 0x7f) % 126) + "." + (address >>> 8 & 0xff) + "." + (address >>> 16 & 0xff) + "."
                        + (1 + (address >>> 24 & 0x7f)),
                visitor.language().isEmpty() ? "en" : visitor.language());
    }

    /** A header takes ASCII, and no blanks around it. */
    private static String header(String text) {
        var ascii = text.replaceAll("[^ -~]", " ").strip();
        return ascii.isEmpty() ? "-" : ascii;
    }
}
