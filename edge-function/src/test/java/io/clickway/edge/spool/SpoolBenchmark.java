package io.clickway.edge.spool;

import io.clickway.edge.source.Commit;
import io.clickway.id.SourceId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

/**
 * How fast the spool takes commits: {@code SpoolBenchmark FOLDER [SECONDS]}. Two sources, each with a bounded number of
 * commits of ten events in flight, as event loops have them. Prints commits per second and how long one took.
 */
final class SpoolBenchmark {

    private static final int RUNS = 5;
    private static final int EVENTS = 10;
    private static final int EVENT_BYTES = 300;

    private SpoolBenchmark() {}

    public static void main(String... args) throws Exception {
        long seconds = args.length > 1 ? Long.parseLong(args[1]) : 3;
        for (int inFlight : new int[] {1, 16}) {
            for (int run = 1; run <= RUNS; run++) {
                var folder = Files.createTempDirectory(Path.of(args[0]), "spool-benchmark");
                measure(folder, seconds, inFlight, run);
                try (var files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder())
                            .forEach(file -> file.toFile().delete());
                }
            }
        }
    }

    private static void measure(Path folder, long seconds, int inFlight, int run) throws Exception {
        var limits = new SpoolLimits(8L << 30, 4 << 20, 1 << 30, Duration.ofMillis(25));
        var refused = new LongAdder();
        var nanos = new long[2][2_000_000];
        var counts = new int[2];
        long begun = System.nanoTime();
        var spool = new Spool(new FileSpoolDisk(folder), limits);
        var drainer = new SpoolDrainer(spool, _ -> false, limits, new Random(), System::nanoTime);
        try (var writing = new SpoolThreads(spool, drainer)) {
            writing.startWriting();
            var threads = new Thread[2];
            for (int i = 0; i < threads.length; i++) {
                int loop = i;
                threads[i] = Thread.ofPlatform().start(() -> {
                    var permits = new Semaphore(inFlight);
                    var frame = new byte[1 + EVENTS * EVENT_BYTES];
                    long until = begun + Duration.ofSeconds(seconds).toNanos();
                    for (long seq = 1; System.nanoTime() < until; seq += EVENTS) {
                        permits.acquireUninterruptibly();
                        int at = counts[loop]++;
                        long asked = System.nanoTime();
                        spool.append(new Commit(new SourceId(loop + 1), seq, EVENTS, frame), good -> {
                            nanos[loop][at] = System.nanoTime() - asked;
                            if (!good) {
                                refused.increment();
                            }
                            permits.release();
                        });
                    }
                    permits.acquireUninterruptibly(inFlight);
                });
            }
            for (var thread : threads) {
                thread.join();
            }
        }
        double passed = (System.nanoTime() - begun) / 1e9;
        var all = new long[counts[0] + counts[1]];
        System.arraycopy(nanos[0], 0, all, 0, counts[0]);
        System.arraycopy(nanos[1], 0, all, counts[0], counts[1]);
        Arrays.sort(all);
        System.out.printf(
                "%2d in flight, run %d: %,7.0f commits/s (%,8.0f events/s), p50 %.2f ms, p99 %.2f ms, %d refused%n",
                inFlight,
                run,
                all.length / passed,
                all.length * EVENTS / passed,
                all[all.length / 2] / 1e6,
                all[(int) (all.length * 0.99)] / 1e6,
                refused.sum());
    }
}
