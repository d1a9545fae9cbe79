package io.clickway.warehouse.benchmark;

import java.nio.file.Path;

/** What {@code scripts/bench/warehouse} runs: the sections asked for, in their order. */
public final class WarehouseBench {

    private WarehouseBench() {}

    public static void main(String... arguments) {
        try {
            run(Options.of(arguments));
        } catch (Exception failed) {
            failed.printStackTrace();
            System.exit(1);
        }
        // Threads of clients and receivers end by themselves, not all at once.
        System.exit(0);
    }

    private static void run(Options options) throws Exception {
        if (options.wants("ingest")) {
            IngestSection.run(options);
        }
        if (options.wants("bytes")) {
            BytesSection.run(options);
        }
        if (options.wants("instances")) {
            InstancesSection.run(options);
        }
        if (!options.home().isEmpty()) {
            runOn(RunningSystem.in(Path.of(options.home())), options);
        }
    }

    private static void runOn(RunningSystem system, Options options) throws Exception {
        if (options.wants("reports") || options.wants("lookup") || options.wants("growth")) {
            GrowthSection.run(options, system);
        }
        if (options.wants("year")) {
            YearSection.run(options, system);
        }
        if (options.wants("latency") || options.wants("isolation")) {
            LatencySection.run(options, system);
        }
    }
}
