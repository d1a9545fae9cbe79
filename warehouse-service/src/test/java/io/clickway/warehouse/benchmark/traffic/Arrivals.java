package io.clickway.warehouse.benchmark.traffic;

import io.clickway.event.proto.SourceState;
import io.clickway.id.SourceId;
import io.clickway.warehouse.datapath.TestBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Clicks of some regions over a span of time, in the order in which the centre gets them. More of them in the evening and on
 * workdays, by the region's clock. Each region has two sources; what the second one records, a tenth of the clicks, comes late,
 * hours mostly. Not thread-safe.
 */
public final class Arrivals {

    private static final int BATCH = 1_000;
    private static final double LATE = 0.1;
    private static final double MEAN_DELAY_HOURS = 2;
    private static final double MAX_DELAY_HOURS = 30;
    private static final long HOUR_MILLIS = 3_600_000L;
    private static final double[] BY_HOUR = {
        0.55, 0.40, 0.30, 0.26, 0.26, 0.32, 0.48, 0.70, 0.88, 0.98, 1.05, 1.12, 1.18, 1.15, 1.12, 1.12, 1.18, 1.28,
        1.42, 1.58, 1.68, 1.62, 1.28, 0.86
    };
    private static final double MEAN = Arrays.stream(BY_HOUR).average().orElseThrow();
    private static final double[] BY_DAY = {1.05, 1.08, 1.08, 1.06, 1.02, 0.86, 0.85};

    /** Batches that come when their time has come. */
    private record Late(long dueMillis, TestBatch batch) {}

    private static final class Stream {
        final EdgeSource source;
        final int clockHours;
        final double clicksPerMilli;
        final boolean isLate;
        double nextMillis;

        Stream(EdgeSource source, int clockHours, double clicksPerMilli, boolean isLate, double nextMillis) {
            this.source = source;
            this.clockHours = clockHours;
            this.clicksPerMilli = clicksPerMilli;
            this.isLate = isLate;
            this.nextMillis = nextMillis;
        }
    }

    private final SplittableRandom random;
    private final long endMillis;
    private final List<Stream> streams = new ArrayList<>();
    private final PriorityQueue<Late> late = new PriorityQueue<>(Comparator.comparingLong(Late::dueMillis));
    private final double millisPerClick;
    private long nowMillis;
    private boolean isOver;

    /**
     * @param clicks about so many
     * @param hasClickIds whether traffic sources send an id of their own with each click
     */
    public Arrivals(
            Shop shop, List<String> regions, Instant from, Duration span, long clicks, boolean hasClickIds, long seed) {
        random = new SplittableRandom(seed);
        nowMillis = from.toEpochMilli();
        endMillis = from.plus(span).toEpochMilli();
        millisPerClick = (double) span.toMillis() / clicks;
        double all = weight(regions);
        for (var region : regions) {
            double perMilli = clicks * weight(List.of(region)) / all / span.toMillis();
            for (boolean isLate : new boolean[] {false, true}) {
                var maker = new ClickMaker(shop, region, hasClickIds, random.split());
                var source = new EdgeSource(new SourceId(random.nextLong() | 1), region, maker, nowMillis);
                streams.add(new Stream(
                        source, clockHours(region), perMilli * (isLate ? LATE : 1 - LATE), isLate, nowMillis + 1));
            }
        }
    }

    /** How much of the world's clicks these regions get. */
    public static double weight(List<String> regions) {
        return regions.stream()
                .mapToDouble(region -> Places.of(region).weight())
                .sum();
    }

    private static int clockHours(String region) {
        return switch (region) {
            case "eu" -> 2;
            case "us" -> -6;
            case "ap" -> 7;
            case "sa" -> -3;
            default -> 1;
        };
    }

    /** The next batches of about so many clicks; none when all have come. */
    public List<TestBatch> next(int clicks) {
        var batches = new ArrayList<TestBatch>();
        while (batches.isEmpty() && !isOver) {
            nowMillis = Math.min(endMillis, nowMillis + Math.max(1, (long) (clicks * millisPerClick)));
            isOver = nowMillis == endMillis;
            for (var stream : streams) {
                record(stream, batches);
            }
            while (!late.isEmpty() && (isOver || late.peek().dueMillis() <= nowMillis)) {
                batches.add(late.remove().batch());
            }
        }
        return batches;
    }

    /** How far the time is that {@link #next} has told of. */
    public Instant now() {
        return Instant.ofEpochMilli(nowMillis);
    }

    public long clicks() {
        return streams.stream().mapToLong(stream -> stream.source.clicks()).sum();
    }

    private void record(Stream stream, List<TestBatch> batches) {
        while (stream.nextMillis < nowMillis) {
            stream.source.click((long) stream.nextMillis);
            stream.nextMillis += -Math.log(1 - random.nextDouble()) / (stream.clicksPerMilli * pace(stream));
            if (stream.source.waiting() >= BATCH) {
                send(stream, batches);
            }
        }
        if (isOver) {
            stream.source.watermark(SourceState.CLOSED);
        }
        if (stream.source.waiting() > 0) {
            send(stream, batches);
        }
    }

    private void send(Stream stream, List<TestBatch> batches) {
        if (stream.isLate) {
            double hours = Math.min(MAX_DELAY_HOURS, -Math.log(1 - random.nextDouble()) * MEAN_DELAY_HOURS);
            long due = (long) (stream.nextMillis + hours * HOUR_MILLIS);
            late.add(new Late(due, stream.source.cut(Instant.ofEpochMilli(due))));
        } else {
            batches.add(stream.source.cut(Instant.ofEpochMilli(nowMillis)));
        }
    }

    /** How busy this hour of the week is, 1 on average. */
    private static double pace(Stream stream) {
        long hour = Math.floorDiv((long) stream.nextMillis, HOUR_MILLIS) + stream.clockHours;
        // The epoch was a Thursday.
        return BY_HOUR[(int) Math.floorMod(hour, 24L)]
                / MEAN
                * BY_DAY[(int) Math.floorMod(Math.floorDiv(hour, 24L) + 3, 7L)];
    }
}
