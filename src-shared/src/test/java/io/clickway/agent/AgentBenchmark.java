package io.clickway.agent;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/**
 * What it costs to read a User-Agent, over the frozen sample of frequent ones: prints nanoseconds and bytes allocated
 * per look-up, each run. Texts are new strings each, as a server's are, so that their hashes aren't known.
 */
final class AgentBenchmark {

    private static final int RUNS = 5;
    private static final int ROUNDS = 200;

    private AgentBenchmark() {}

    public static void main(String... args) {
        var agents = new Agents();
        var cache = new AgentCache(agents);
        var real = TestLines.of(AgentBenchmark.class, "frequent.tsv").stream()
                .map(line -> line.split("\t", 6)[5])
                .toList();
        var random = new Random(1);
        var strange = real.stream()
                .map(text -> text.substring(0, text.length() / 2)
                        + Long.toHexString(random.nextLong())
                        + text.substring(text.length() / 2))
                .toList();
        var hostile = List.of("(".repeat(512), "Mozilla/5.0 (".repeat(40), "bot".repeat(170), "a/1".repeat(170));
        measure("cached", real, text -> cache.read(text).browser().length());
        measure("not cached", real, text -> agents.read(text).browser().length());
        measure(
                "not cached, strange",
                strange,
                text -> agents.read(text).browser().length());
        measure(
                "not cached, hostile, 512 characters",
                hostile,
                text -> agents.read(text).browser().length());
    }

    private static void measure(String what, List<String> texts, ToIntFunction<String> work) {
        var line = new StringBuilder(what).append(':');
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (int run = 0; run <= RUNS; run++) {
            long nanos = 0;
            long bytes = 0;
            for (int round = 0; round < ROUNDS; round++) {
                var fresh = fresh(texts);
                long allocated = threads.getCurrentThreadAllocatedBytes();
                long begun = System.nanoTime();
                for (int i = 0; i < fresh.size(); i++) {
                    sum += work.applyAsInt(fresh.get(i));
                }
                nanos += System.nanoTime() - begun;
                bytes += threads.getCurrentThreadAllocatedBytes() - allocated;
            }
            long looks = ROUNDS * (long) texts.size();
            if (run > 0) {
                line.append(' ')
                        .append(nanos / looks)
                        .append(" ns ")
                        .append(bytes / looks)
                        .append(" B,");
            }
        }
        System.out.println(line.append(" (").append(sum % 10).append(')'));
    }

    private static List<String> fresh(List<String> texts) {
        var fresh = new ArrayList<String>(texts.size());
        for (var text : texts) {
            fresh.add(new String(text.toCharArray()));
        }
        return fresh;
    }
}
