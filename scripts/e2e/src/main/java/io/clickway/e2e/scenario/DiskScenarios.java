package io.clickway.e2e.scenario;

import static io.clickway.e2e.scenario.Need.COMPILER;
import static io.clickway.e2e.scenario.Need.NAMESPACE;

import io.clickway.e2e.fault.Disk;
import io.clickway.e2e.fault.SlowSync;
import io.clickway.e2e.system.Broker;
import io.clickway.e2e.system.Metrics;
import io.clickway.e2e.system.Part;
import io.clickway.e2e.system.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Disks that are full, slow or refuse to sync, under every part that keeps something. */
final class DiskScenarios {

    private static final Duration BOUND = Duration.ofMillis(50);
    private static final Duration SOON = Duration.ofSeconds(90);

    /** A broker stops its publishers when less than 512 MiB are free. */
    private static final int BROKER_ROOM = 900;

    private static final int BROKER_LEFT = 300;

    private DiskScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "postgres-tables-full",
                                "postgres",
                                "the disk of its tables is full, then has space again",
                                "goes on without a restart",
                                DiskScenarios::tablesFull)
                        .needing(NAMESPACE),
                Scenario.of(
                                "postgres-wal-full",
                                "postgres",
                                "the disk of its WAL is full: PANIC; then has space again",
                                "accounting",
                                DiskScenarios::walFull)
                        .needing(NAMESPACE),
                brokerLow("broker-disk-low", "region"),
                brokerLow("centre-disk-low", "centre"),
                brokerFull("broker-disk-full", "region"),
                brokerFull("centre-disk-full", "centre"),
                Scenario.of(
                                "redis-fsync-500ms",
                                "redis",
                                "each fsync takes 500 ms",
                                "breaker openings ≤ 1/s per source",
                                DiskScenarios::redisSlow)
                        .p99Below(BOUND)
                        .needing(COMPILER),
                Scenario.of(
                                "redis-fsync-fails",
                                "redis",
                                "fsync answers EIO",
                                "Redis ends, edges spool",
                                DiskScenarios::redisFails)
                        .p99Below(BOUND)
                        .needing(COMPILER),
                Scenario.of(
                                "postgres-fsync-slow",
                                "postgres",
                                "each fsync takes 200–500 ms",
                                "edges don't notice",
                                DiskScenarios::postgresSlow)
                        .p99Below(BOUND)
                        .needing(COMPILER),
                Scenario.of(
                                "postgres-fsync-fails",
                                "postgres",
                                "fsync answers EIO: PANIC",
                                "accounting",
                                DiskScenarios::postgresFails)
                        .needing(COMPILER));
    }

    private static Scenario brokerLow(String name, String place) {
        return Scenario.of(
                        name,
                        place.equals("centre") ? "rabbitmq-centre" : "rabbitmq",
                        "its disk is almost full: alarm, publishers blocked",
                        "alarm comes and goes by itself; goes on without a restart",
                        stage -> brokerLow(stage, place.equals("centre") ? place : stage.region()))
                .needing(NAMESPACE);
    }

    private static Scenario brokerFull(String name, String place) {
        return Scenario.of(
                        name,
                        place.equals("centre") ? "rabbitmq-centre" : "rabbitmq",
                        "its disk is full at once: writes fail",
                        "accounting; started again once there is space",
                        stage -> brokerFull(stage, place.equals("centre") ? place : stage.region()))
                .needing(NAMESPACE);
    }

    private static void tablesFull(Stage stage) throws IOException {
        var system = stage.system();
        var disk = PartDisk.under(
                stage,
                "postgres",
                system.part("postgres").dataDir().resolve("pgdata/base"),
                (folder, used) -> Disk.small(folder, used + 128));
        var postgres = system.part("postgres");
        long log = Files.size(postgres.log());
        stage.faultBegins();
        disk.fill();
        stage.say("no space for tables");
        stage.await("Postgres finds no space", SOON, () -> PartDisk.said(postgres, log, "No space left on device"));
        stage.hold(stage.between(3, 6));
        disk.free();
        stage.faultEnds();
        stage.say("space again");
        stage.prove("Postgres lived on", postgres.isAlive());
    }

    private static void walFull(Stage stage) throws IOException {
        var system = stage.system();
        var disk = PartDisk.under(
                stage,
                "postgres",
                system.part("postgres").dataDir().resolve("pgdata/pg_wal"),
                (folder, used) -> Disk.small(folder, used + 64));
        var postgres = system.part("postgres");
        long log = Files.size(postgres.log());
        stage.faultBegins();
        disk.fill();
        stage.say("no space for WAL");
        stage.await("Postgres panics", SOON, () -> {
            useUpWal(stage);
            return PartDisk.said(postgres, log, "PANIC");
        });
        stage.hold(stage.between(2, 4));
        disk.free();
        stage.say("space again");
        stage.up();
    }

    /** Segments that exist already are written again, so a full disk is noticed only when they are used up. */
    private static void useUpWal(Stage stage) {
        try (var database = stage.system().database();
                var write = database.createStatement()) {
            write.execute("select pg_logical_emit_message(true, 'chaos', 'a record'), pg_switch_wal()");
        } catch (SQLException _) {
            // It panicked, or is about to.
        }
    }

    private static void brokerLow(Stage stage, String place) throws IOException {
        var system = stage.system();
        var name = "rabbitmq-" + place;
        var disk = PartDisk.under(
                stage, name, system.part(name).dataDir(), (folder, used) -> Disk.small(folder, used + BROKER_ROOM));
        var part = system.part(name);
        stage.faultBegins();
        disk.fillLeaving(BROKER_LEFT);
        stage.say("little space left on the disk of " + name);
        stage.await("the alarm of " + name, SOON, () -> hasAlarm(stage, place));
        stage.hold(stage.between(3, 6));
        waiting(stage, place);
        disk.free();
        stage.await("the alarm's end", SOON, () -> !hasAlarm(stage, place));
        stage.faultEnds();
        stage.prove(name + " lived on", part.isAlive());
    }

    static boolean hasAlarm(Stage stage, String place) {
        return new Broker(stage.system(), place)
                .eval("case rabbit_alarm:get_alarms() of [] -> ok; _ -> io:put_chars(\"alarm\") end.")
                .contains("alarm");
    }

    /** Tells how much waits before the broker. */
    private static void waiting(Stage stage, String place) throws IOException {
        for (var region : stage.system().regions()) {
            if (place.equals("centre")) {
                stage.note("buffer of " + region + " "
                        + new Broker(stage.system(), region).messages().values());
            } else if (place.equals(region)) {
                try (var redis = new Redis(stage.system(), region)) {
                    stage.note("stream of " + region + " " + redis.number("XLEN", "clickway:events") + " entries");
                }
            }
        }
    }

    private static void brokerFull(Stage stage, String place) throws IOException {
        var system = stage.system();
        var name = "rabbitmq-" + place;
        var disk = PartDisk.under(
                stage, name, system.part(name).dataDir(), (folder, used) -> Disk.small(folder, used + BROKER_ROOM));
        var part = system.part(name);
        // A node that has just started moves its log into other files; what fails there is lost (docs/delivery.md).
        stage.hold(Duration.ofSeconds(5));
        stage.faultBegins();
        disk.fill();
        stage.say("the disk of " + name + " is full");
        stage.hold(stage.between(8, 12));
        stage.note(name + (part.isAlive() ? " lived on" : " ended"));
        disk.free();
        stage.say("space again");
        if (part.isAlive()) {
            stage.await("the alarm's end", SOON, () -> !hasAlarm(stage, place));
        }
        stage.up();
    }

    private static SlowSync shim(Stage stage, String name) throws IOException {
        var shim = new SlowSync(stage.system(), name);
        stage.settings(name, shim.settings());
        stage.undo(shim::heal);
        stage.up();
        stage.prove(
                name + " can be slowed",
                shim.isLoadedBy(stage.system().part(name).pid()));
        return shim;
    }

    private static void redisSlow(Stage stage) throws IOException {
        var region = stage.region();
        var shim = shim(stage, "redis-" + region);
        var edge = stage.system().part("edge-" + region);
        double before = openings(edge);
        stage.faultBegins();
        stage.say("each fsync of redis-" + region + " takes 500 ms");
        shim.slow(Duration.ofMillis(500));
        long began = System.nanoTime();
        stage.await("a breaker opens, or is open still", SOON, () -> hasOpenBreaker(edge));
        stage.hold(stage.between(8, 12));
        double seconds = (System.nanoTime() - began) / 1e9;
        double opened = openings(edge) - before;
        shim.heal();
        stage.faultEnds();
        stage.note("breaker opened %.0f times in %.0f s".formatted(opened, seconds));
        stage.prove(
                "the breaker opens at most once a second per source",
                opened <= seconds * Runtime.getRuntime().availableProcessors());
    }

    private static boolean hasOpenBreaker(Part edge) {
        try {
            return Metrics.of(edge).sum("edge_breaker_open") > 0;
        } catch (IOException silent) {
            return false;
        }
    }

    private static double openings(Part edge) throws IOException {
        return Metrics.of(edge).sum("edge_breaker_openings_total");
    }

    private static void redisFails(Stage stage) throws IOException {
        var name = "redis-" + stage.region();
        var shim = shim(stage, name);
        var redis = stage.system().part(name);
        stage.faultBegins();
        stage.say("fsync of " + name + " fails");
        shim.fail();
        stage.await("Redis ends when it can't sync", SOON, () -> !redis.isAlive());
        stage.hold(stage.between(2, 4));
        shim.heal();
        stage.up();
    }

    private static void postgresSlow(Stage stage) throws IOException {
        var shim = shim(stage, "postgres");
        var each = stage.between(0.2, 0.5);
        stage.faultBegins();
        stage.say("each fsync of Postgres takes " + each.toMillis() + " ms");
        shim.slow(each);
        stage.hold(stage.between(8, 12));
        shim.heal();
        stage.faultEnds();
    }

    private static void postgresFails(Stage stage) throws IOException {
        var shim = shim(stage, "postgres");
        var postgres = stage.system().part("postgres");
        long log = Files.size(postgres.log());
        stage.faultBegins();
        stage.say("fsync of Postgres fails");
        shim.fail();
        stage.await("Postgres panics", SOON, () -> PartDisk.said(postgres, log, "PANIC"));
        stage.hold(stage.between(1, 3));
        shim.heal();
        stage.up();
    }
}
