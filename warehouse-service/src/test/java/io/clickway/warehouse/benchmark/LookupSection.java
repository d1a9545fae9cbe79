package io.clickway.warehouse.benchmark;

import io.clickway.id.ClickId;
import java.util.List;
import java.util.UUID;

/** Single clicks by their ids, drawn from all partitions, by HTTP, one after the other. */
final class LookupSection {

    private LookupSection() {}

    static Figures measure(Options options, RunningSystem system, long clicks) throws Exception {
        int wanted = options.isQuick() ? 100 : 1_000;
        var ids = ids(system, clicks, wanted);
        Progress.say("looking " + ids.size() + " clicks up");
        var api = system.api();
        for (var id : ids.subList(0, Math.min(50, ids.size()))) {
            var click = api.json("/api/events/" + id);
            if (!click.toString().contains(id)) {
                throw new IllegalStateException("asked for " + id + ", got " + click);
            }
        }
        var times = new double[ids.size()];
        for (int i = 0; i < times.length; i++) {
            long began = System.nanoTime();
            api.get("/api/events/" + ids.get(i));
            times[i] = ReportSection.millis(began);
        }
        return Figures.of(times);
    }

    static void print(long clicks, Figures times) {
        System.out.printf(
                "%nBy id among %,d clicks (%d look-ups): p50 %s ms, p99 %s ms, worst %s ms; goal p99 10 ms%n",
                clicks,
                times.sorted().length,
                Figures.text(times.median()),
                Figures.text(times.percentile(99)),
                Figures.text(times.greatest()));
    }

    /** Pages at random, one click of each partition's pages at random. */
    private static List<String> ids(RunningSystem system, long clicks, int wanted) {
        double percent = Math.min(100, Math.max(0.02, 100.0 * wanted * 40 / clicks));
        var ids = system.centre()
                .texts(
                        "select click_id from (select click_id from clicks tablesample system (%.4f)) as drawn order by random() limit %d"
                                .formatted(percent, wanted));
        if (ids.isEmpty()) {
            throw new IllegalStateException("no click was drawn");
        }
        return ids.stream()
                .map(id -> ClickId.of(UUID.fromString(id)).toString())
                .toList();
    }
}
