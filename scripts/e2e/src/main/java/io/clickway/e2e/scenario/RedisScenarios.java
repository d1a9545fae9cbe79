package io.clickway.e2e.scenario;

import static io.clickway.e2e.scenario.Need.COMPILER;
import static io.clickway.e2e.scenario.Need.NAMESPACE;
import static io.clickway.e2e.scenario.Trait.DESTROYS;
import static io.clickway.e2e.scenario.Trait.FRESH;
import static io.clickway.e2e.scenario.Trait.LONG;
import static io.clickway.e2e.scenario.Trait.TIER;

import io.clickway.e2e.fault.Disk;
import io.clickway.e2e.fault.SlowSync;
import io.clickway.e2e.load.Visit;
import io.clickway.e2e.system.Hops;
import io.clickway.e2e.system.LocalSystem;
import io.clickway.e2e.system.Metrics;
import io.clickway.e2e.system.Part;
import io.clickway.e2e.system.Redis;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Redis full, slow, broken, emptied and cut from power. */
final class RedisScenarios {

    private static final Duration BOUND = Duration.ofMillis(50);
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final long ROOM = 300_000;
    private static final int REFUSALS = 3;
    private static final String NORMAL_MEMORY = "536870912";

    private RedisScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "redis-memory",
                                "redis",
                                "maxmemory reached: XADD refused",
                                "spool takes over; the stream drains by itself",
                                RedisScenarios::memory)
                        .p99Below(BOUND)
                        .with(TIER),
                Scenario.of(
                                "redis-disk-full",
                                "redis",
                                "its disk is full, then has space again",
                                "edges spool; it starts again with all it had",
                                RedisScenarios::diskFull)
                        .p99Below(BOUND)
                        .needing(NAMESPACE),
                Scenario.of(
                                "redis-slow-fsync",
                                "redis",
                                "each fsync takes 60 ms",
                                "breaker openings ≤ 1/s per source",
                                RedisScenarios::slow)
                        .needing(COMPILER),
                Scenario.of(
                        "redis-aof-torn",
                        "redis",
                        "killed; a torn command at the AOF's end",
                        "it starts by itself",
                        RedisScenarios::torn),
                Scenario.of(
                                "redis-aof-broken",
                                "redis",
                                "killed; bytes amid the AOF overwritten; scripts/salvage-redis",
                                "it refuses to start; edges live on the spool; every whole entry is back",
                                RedisScenarios::broken)
                        .p99Below(BOUND),
                Scenario.of(
                                "redis-flushall",
                                "redis",
                                "FLUSHALL with unread entries",
                                "the loss is told exactly, by ids and by the ledger; links come back",
                                RedisScenarios::flush)
                        .with(FRESH, DESTROYS),
                Scenario.of(
                                "redis-entries-twice",
                                "redis",
                                "each entry of a backlog appended twice more",
                                "duplicates dropped = what was appended again",
                                RedisScenarios::twice)
                        .with(TIER),
                Scenario.of(
                                "redis-power-cut",
                                "redis",
                                "power cut: killed, disk as it was last synced",
                                "nothing answered is lost",
                                stage -> powerCut(stage, "always"))
                        .needing(NAMESPACE)
                        .with(TIER),
                Scenario.of(
                                "redis-stall-10m",
                                "redis",
                                "frozen for 10 min",
                                "RSS of the edge within +10 %, breaker openings ≤ 1/s",
                                RedisScenarios::stall)
                        .p99Below(BOUND)
                        .drainsWithin(Duration.ofMinutes(5))
                        .with(LONG));
    }

    private static void memory(Stage stage) throws IOException {
        var region = stage.region();
        var system = stage.system();
        try (var redis = new Redis(system, region)) {
            long used = told(redis, "memory", "used_memory:").orElseThrow();
            stage.undo(() -> {
                try (var again = new Redis(system, region)) {
                    again.call("CONFIG", "SET", "maxmemory", NORMAL_MEMORY);
                }
            });
            stage.freeze("forwarder-" + region);
            // Room for a few seconds of clicks; then XADD is refused.
            redis.call("CONFIG", "RESETSTAT");
            redis.call("CONFIG", "SET", "maxmemory", String.valueOf(used + ROOM));
            stage.say("maxmemory " + (used + ROOM));
            stage.await("the spool of " + region + " takes over", SOON, () -> spooledOr(0, system, region) > 0);
            // At the limit's edge single entries still get in and the spool may be empty again for a moment:
            // what proves the fault is that Redis goes on refusing.
            stage.await("redis-" + region + " refuses for want of memory", SOON, () -> refusals(redis) >= REFUSALS);
            stage.hold(stage.between(3, 5));
            stage.thaw();
            // With room no larger than before: the forwarder's work alone lets clicks in again.
            stage.await("the stream takes clicks again", SOON, () -> spooledOr(1, system, region) == 0);
        }
    }

    /** How many commands this Redis has refused since it was told to count anew because its memory was full. */
    private static long refusals(Redis redis) {
        try {
            return told(redis, "errorstats", "errorstat_OOM:count=").orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the number that a line of INFO's section begins with after that prefix; none without such a line */
    private static OptionalLong told(Redis redis, String section, String prefix) throws IOException {
        return String.valueOf(redis.call("INFO", section))
                .lines()
                .filter(line -> line.startsWith(prefix))
                .mapToLong(
                        line -> Long.parseLong(line.substring(prefix.length()).strip()))
                .findFirst();
    }

    private static double spooled(LocalSystem system, String region) throws IOException {
        return Metrics.of(system.part("edge-" + region)).sum("edge_spool_bytes");
    }

    /** @param unknown while the edge doesn't tell: what lets the caller wait on */
    private static double spooledOr(double unknown, LocalSystem system, String region) {
        try {
            return spooled(system, region);
        } catch (IOException _) {
            return unknown;
        }
    }

    private static void diskFull(Stage stage) throws Exception {
        var region = stage.region();
        var name = "redis-" + region;
        var part = stage.system().part(name);
        stage.terminate(name);
        var disk = Disk.small(part.dataDir(), 64 + (int) (bytesBelow(part.dataDir()) >> 20));
        stage.undo(() -> {
            if (stage.system().part(name).isAlive()) {
                stage.system().terminate(name);
            }
            disk.remove();
        });
        stage.up();
        stage.faultBegins();
        stage.say("fill the disk of " + name);
        disk.fill();
        stage.await(
                "Redis ends when it can't write",
                SOON,
                () -> !stage.system().part(name).isAlive());
        stage.hold(stage.between(2, 4));
        disk.free();
        stage.say("space again");
        stage.up();
    }

    private static long bytesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static void slow(Stage stage) throws IOException {
        var region = stage.region();
        var name = "redis-" + region;
        var shim = new SlowSync(stage.system(), name);
        stage.settings(name, shim.settings());
        stage.up();
        stage.prove(
                name + " can be slowed",
                shim.isLoadedBy(stage.system().part(name).pid()));
        var edge = stage.system().part("edge-" + region);
        double before = Metrics.of(edge).sum("edge_breaker_openings_total");
        stage.faultBegins();
        stage.say("each fsync of redis-" + region + " takes 60 ms");
        shim.slow(Duration.ofMillis(60));
        long began = System.nanoTime();
        stage.hold(stage.between(10, 14));
        double seconds = (System.nanoTime() - began) / 1e9;
        shim.heal();
        stage.faultEnds();
        openings(stage, edge, before, seconds);
    }

    private static void openings(Stage stage, Part edge, double before, double seconds) throws IOException {
        double opened = Metrics.of(edge).sum("edge_breaker_openings_total") - before;
        int sources = Runtime.getRuntime().availableProcessors();
        stage.note("breaker opened %.0f times in %.0f s".formatted(opened, seconds));
        stage.prove("the breaker opens at most once a second per source", opened <= seconds * sources);
    }

    private static void torn(Stage stage) throws IOException {
        var name = "redis-" + stage.region();
        var part = stage.system().part(name);
        stage.kill(name);
        try (var file = new RandomAccessFile(newestLog(part).toFile(), "rw")) {
            file.seek(file.length());
            file.write("*11\r\n$4\r\nXADD\r\n$15\r\nclickway:events\r\n$1\r\n*\r\n$6\r\nsour"
                    .getBytes(StandardCharsets.US_ASCII));
        }
        stage.hold(stage.between(1, 2));
        stage.up();
    }

    private static Path newestLog(Part redis) throws IOException {
        try (Stream<Path> files = Files.list(redis.dataDir().resolve("appendonlydir"))) {
            return files.filter(file -> file.toString().endsWith(".incr.aof"))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .orElseThrow();
        }
    }

    private static void broken(Stage stage) throws IOException {
        var region = stage.region();
        var name = "redis-" + region;
        var system = stage.system();
        var part = system.part(name);
        stage.kill(name);
        var log = newestLog(part);
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
            var bad = new byte[64];
            stage.random().nextBytes(bad);
            file.seek(Math.max(0, file.length() / 2 - bad.length));
            file.write(bad);
        }
        boolean refused = false;
        try {
            system.up();
        } catch (IllegalStateException _) {
            refused = true;
        }
        stage.prove("Redis refuses a broken AOF", refused && !part.isAlive());
        var said = system.script(
                Duration.ofMinutes(2), "salvage-redis", "--home", system.home().toString(), region);
        stage.say("salvage-redis: " + said.lines().toList().getLast());
        stage.up();
    }

    private static void flush(Stage stage) throws Exception {
        var system = stage.system();
        var region = stage.region();
        stage.freeze("forwarder-" + region);
        stage.hold(stage.between(2, 4));
        List<StreamEntry> flushed;
        try (var redis = new Redis(system, region)) {
            redis.call("MULTI");
            redis.call("XRANGE", "clickway:events", "-", "+");
            redis.call("FLUSHALL");
            var answers = redis.list("EXEC");
            flushed = StreamEntry.of((List<?>) answers.getFirst());
        }
        long events = flushed.stream().mapToLong(entry -> entry.events().size()).sum();
        stage.say("FLUSHALL of redis-" + region + " destroyed " + events + " events");
        stage.prove("there was something to destroy", events > 0);
        stage.thaw();
        stage.expectLost(() -> {
            var gone = goneForEver(system, flushed);
            stage.note(gone.size() + " of " + events + " destroyed events are nowhere else");
            var sub1s =
                    gone.stream().filter(text -> !text.startsWith("watermark ")).collect(Collectors.toSet());
            var answered = stage.clicks().answered().keySet().stream()
                    .map(number -> new Visit(stage.clicks().run(), number).sub1())
                    .collect(Collectors.toSet());
            sub1s.retainAll(answered);
            return sub1s;
        });
        stage.proveLater("the ledger misses exactly what is gone", () -> {
            long missing = new Hops(system)
                    .ledger().entrySet().stream()
                            .filter(entry -> entry.getKey().startsWith("missing "))
                            .mapToLong(Map.Entry::getValue)
                            .sum();
            stage.note("the ledger misses " + missing);
            return missing == goneForEver(system, flushed).size();
        });
        stage.await("the links come back to Redis", SOON, () -> {
            try (var redis = new Redis(system, region)) {
                return redis.call("GET", "cfg:version") != null;
            } catch (IOException _) {
                return false;
            }
        });
    }

    /** Of these events those whose number the ledger has not: the sub1 of clicks, a made-up name for watermarks. */
    private static Set<String> goneForEver(LocalSystem system, List<StreamEntry> entries) throws SQLException {
        var gone = new HashSet<String>();
        try (var database = system.database();
                var asked = database.prepareStatement("""
                        select exists (
                            select from edge_ledger
                            where source_id = ? and received @> ?)
                        """)) {
            for (var entry : entries) {
                for (int i = 0; i < entry.events().size(); i++) {
                    asked.setLong(1, entry.source());
                    asked.setLong(2, entry.firstSeq() + i);
                    try (var row = asked.executeQuery()) {
                        row.next();
                        if (!row.getBoolean(1)) {
                            var sub1 = StreamEntry.sub1(entry.events().get(i));
                            gone.add(
                                    sub1.isEmpty()
                                            ? "watermark " + entry.source() + " " + (entry.firstSeq() + i)
                                            : sub1);
                        }
                    }
                }
            }
        }
        return gone;
    }

    private static void twice(Stage stage) throws IOException {
        var system = stage.system();
        var region = stage.region();
        stage.freeze("forwarder-" + region);
        stage.hold(stage.between(1.5, 3));
        long events = 0;
        try (var redis = new Redis(system, region)) {
            var entries = StreamEntry.in(redis);
            for (int i = 0; i < 2; i++) {
                for (var entry : entries) {
                    entry.append(redis);
                    events += entry.events().size();
                }
            }
        }
        long again = events;
        stage.say("appended " + again + " events again");
        stage.thaw();
        stage.dropsAtLeast(again);
        stage.prove("there was a backlog", again > 0);
    }

    /** With the forwarder frozen, so that what Redis holds is nowhere else. */
    static void powerCut(Stage stage, String appendfsync) throws Exception {
        var region = stage.region();
        var name = "redis-" + region;
        var system = stage.system();
        var part = system.part(name);
        stage.terminate(name);
        var disk = Disk.image(part.dataDir(), 256 + (int) (bytesBelow(part.dataDir()) >> 20));
        stage.undo(() -> {
            if (system.part(name).isAlive()) {
                system.terminate(name);
            }
            disk.remove();
        });
        stage.up();
        try (var redis = new Redis(system, region)) {
            redis.call("CONFIG", "SET", "appendfsync", appendfsync);
        }
        stage.hold(stage.between(2, 3));
        stage.freeze("forwarder-" + region);
        stage.hold(stage.between(1.2, 2.8));
        stage.freeze(name);
        disk.copyAsByPowerCut();
        stage.say("power cut of " + name + " under appendfsync " + appendfsync);
        system.kill9(name);
        disk.returnToCopy();
        stage.thaw();
        stage.up();
    }

    private static void stall(Stage stage) throws IOException {
        var region = stage.region();
        var edge = stage.system().part("edge-" + region);
        stage.hold(Duration.ofSeconds(30));
        double opened = Metrics.of(edge).sum("edge_breaker_openings_total");
        long before = residentKib(edge);
        stage.freeze("redis-" + region);
        long most = 0;
        for (int i = 0; i < 60; i++) {
            stage.hold(Duration.ofSeconds(10));
            most = Math.max(most, residentKib(edge));
        }
        openings(stage, edge, opened, 600);
        stage.thaw();
        stage.note("RSS of " + edge.name() + " " + before / 1024 + " MiB before, at most " + most / 1024
                + " MiB in the stall");
        stage.prove("RSS within +10 %", most <= before * 11 / 10);
    }

    /** Resident memory of a process. */
    static long residentKib(Part part) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + part.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }
}
