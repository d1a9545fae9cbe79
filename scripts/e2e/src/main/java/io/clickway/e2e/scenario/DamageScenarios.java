package io.clickway.e2e.scenario;

import static io.clickway.e2e.scenario.Need.NAMESPACE;
import static io.clickway.e2e.scenario.Trait.CRAFTS;
import static io.clickway.e2e.scenario.Trait.EDGE_HIT;
import static io.clickway.e2e.scenario.Trait.TIER;

import io.clickway.address.RedisKeys;
import io.clickway.batch.SourceRange;
import io.clickway.e2e.fault.Firewall.Cut;
import io.clickway.e2e.fault.Firewall.Port;
import io.clickway.e2e.system.Part;
import io.clickway.e2e.system.Redis;
import io.clickway.event.proto.SourceState;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Bytes that changed on a disk, and entries that no edge wrote. */
final class DamageScenarios {

    private DamageScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "links-snapshot-damaged",
                                "edge",
                                "Redis cut off, edge killed, its snapshot of the links flipped",
                                "with a good one it serves; with none it says not ready, until Redis is back",
                                DamageScenarios::snapshot)
                        .needing(NAMESPACE)
                        .with(EDGE_HIT),
                Scenario.of(
                                "stream-garbage",
                                "forwarder",
                                "entries in the stream that no edge wrote",
                                "each in quarantine, the good ones around them stored",
                                DamageScenarios::garbage)
                        .with(CRAFTS, TIER),
                Scenario.of(
                        "centre-queue-damaged",
                        "rabbitmq-centre",
                        "a file of a queue's log holds other bytes; scripts/rebuild-queue",
                        "the doctor names it; made anew, it gets what waits in the region",
                        DamageScenarios::queue),
                Scenario.of(
                                "batches-again",
                                "warehouse",
                                "each batch of some seconds comes twice more, shuffled",
                                "duplicates dropped ≥ what came again; no deadlock",
                                DamageScenarios::again)
                        .with(TIER));
    }

    /** One byte somewhere in the stretch. */
    private static void flip(Stage stage, Path path, long from, long length) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            long at = from + stage.random().nextInt((int) length);
            file.seek(at);
            int before = file.read();
            file.seek(at);
            file.write(before ^ 0x41);
        }
    }

    private static void snapshot(Stage stage) throws Exception {
        var system = stage.system();
        var region = stage.region();
        var name = "edge-" + region;
        stage.cut(system.part("redis-" + region), Port.REDIS, Cut.DROP);
        stage.kill(name);
        system.up();
        stage.prove("with its snapshot alone it is ready", isReady(system.part(name)));
        stage.clicks().follow(Stage.edges(system));
        stage.hold(stage.between(1, 2));

        stage.clicks()
                .follow(Stage.edges(system).stream()
                        .filter(edge -> !edge.region().equals(region))
                        .toList());
        stage.hold(Duration.ofSeconds(1));
        stage.kill(name);
        var snapshot = system.part(name).dataDir().resolve("links.snapshot");
        flip(stage, snapshot, Files.size(snapshot) / 3, Files.size(snapshot) / 3);
        stage.say("snapshot flipped, Redis still cut off");
        // It waits for the edge, which can't be ready before Redis is back.
        var starting = CompletableFuture.runAsync(system::up);
        var file = snapshot.resolveSibling("links.snapshot.damaged");
        stage.await("the damaged snapshot is set aside", Duration.ofSeconds(60), () -> Files.exists(file));
        stage.hold(Duration.ofSeconds(1));
        stage.prove("without links it says that it isn't ready", !isReady(system.part(name)) && !starting.isDone());
        stage.mend();
        starting.get(90, TimeUnit.SECONDS);
        stage.prove("with links from Redis it is ready", isReady(system.part(name)));
        Files.deleteIfExists(file);
        stage.clicks().follow(Stage.edges(system));
    }

    /** Forwarders are still while the broker stops, so that all the queue had is stored. */
    private static void queue(Stage stage) throws IOException {
        var system = stage.system();
        var region = stage.region();
        var queue = "clicks." + region;
        system.parts("forwarder").forEach(forwarder -> stage.freeze(forwarder.name()));
        stage.hold(Duration.ofSeconds(3));
        stage.terminate("rabbitmq-centre");
        var bytes = new byte[40_000];
        stage.random().nextBytes(bytes);
        Files.write(logOf(system.part("rabbitmq-centre").dataDir(), queue).resolve("00000001.segment"), bytes);
        stage.thaw();
        stage.faultBegins();
        try {
            system.up();
            stage.prove("up says that " + queue + " is not served", false);
        } catch (IllegalStateException told) {
            stage.prove(
                    "up says that " + queue + " is not served",
                    String.valueOf(told.getMessage()).contains(queue));
        }
        stage.hold(stage.between(2, 4));
        var said = system.script(
                Duration.ofMinutes(2), "rebuild-queue", "--home", system.home().toString(), queue);
        stage.say("rebuild-queue: " + said.lines().toList().getLast());
        stage.hold(stage.between(1, 2));
        stage.terminate("rabbitmq-centre");
        stage.up();
    }

    /** The folder of a quorum queue's log at the centre. */
    private static Path logOf(Path data, String queue) throws IOException {
        try (var files = Files.walk(data)) {
            for (var file : files.filter(each -> each.endsWith("config")).toList()) {
                if (Files.readString(file).contains("cluster_name => '%2F_" + queue + "'")) {
                    return file.resolveSibling("");
                }
            }
        }
        throw new IllegalStateException("no log of " + queue + " under " + data);
    }

    private static boolean isReady(Part part) {
        try {
            var asked = (HttpURLConnection)
                    URI.create("http://" + part.address() + ":" + part.managementPort() + "/q/health/ready")
                            .toURL()
                            .openConnection();
            asked.setConnectTimeout(2_000);
            asked.setReadTimeout(5_000);
            return asked.getResponseCode() == 200;
        } catch (IOException silent) {
            return false;
        }
    }

    private static void garbage(Stage stage) throws IOException {
        var system = stage.system();
        var region = stage.region();
        var source = new CraftedSource(region, stage.random());
        long began = quarantined(stage, "damaged");
        int bad = 0;
        stage.faultBegins();
        try (var redis = new Redis(system, region)) {
            append(redis, source.take(1), source.watermark(1, SourceState.OPEN));
            int rounds = 2 + stage.random().nextInt(3);
            for (int i = 0; i < rounds; i++) {
                for (var fields : bad(stage, source)) {
                    var command = new ArrayList<>(List.of("XADD", RedisKeys.EVENTS, "*"));
                    command.addAll(fields);
                    redis.call(command.toArray(String[]::new));
                    bad++;
                }
                stage.hold(stage.between(0.1, 0.5));
            }
            var last = source.take(1);
            append(redis, last, source.watermark(last.first(), SourceState.CLOSED));
        }
        stage.say(bad + " entries of garbage");
        stage.crafted(0, bad);
        int entries = bad;
        stage.proveLater("each bad entry is in quarantine as damaged", () -> {
            long found = quarantined(stage, "damaged") - began;
            stage.note(found + " of " + entries + " in quarantine");
            return found == entries;
        });
    }

    /** One of each kind of damage, each unlike any other. */
    private static List<List<String>> bad(Stage stage, CraftedSource source) {
        var salt = Long.toHexString(stage.random().nextLong());
        var whole = source.take(2);
        var id = whole.source().toString();
        return List.of(
                List.of("junk", salt),
                List.of("source", "no source " + salt, "first_seq", "1", "n", "1", "d", "x"),
                List.of("source", id, "first_seq", "seven " + salt, "n", "1", "d", "x"),
                List.of("source", id, "first_seq", "1", "n", "0", "d", salt),
                List.of("source", id, "source", id, "first_seq", "1", "n", "1", "d", salt),
                List.of("source", id, "first_seq", "1", "n", "1", "d", salt + "x".repeat(1_000_001)),
                List.of(
                        "source",
                        id,
                        "first_seq",
                        String.valueOf(whole.first()),
                        "n",
                        String.valueOf(whole.count()),
                        "d",
                        "\u0001\u00ff\u00ff" + salt));
    }

    private static void append(Redis redis, SourceRange range, byte[] frame) throws IOException {
        redis.call(
                "XADD",
                RedisKeys.EVENTS,
                "*",
                RedisKeys.FIELD_SOURCE,
                range.source().toString(),
                RedisKeys.FIELD_FIRST_SEQ,
                String.valueOf(range.first()),
                RedisKeys.FIELD_COUNT,
                String.valueOf(range.count()),
                RedisKeys.FIELD_DATA,
                new String(frame, StandardCharsets.ISO_8859_1));
    }

    static long quarantined(Stage stage, String... causes) {
        try (var database = stage.system().database();
                var asked = database.prepareStatement("select count(*) from quarantine where cause = any(?)")) {
            asked.setArray(
                    1, database.createArrayOf("text", Arrays.stream(causes).toArray()));
            try (var row = asked.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("quarantine can't be asked", failed);
        }
    }

    private static void again(Stage stage) throws Exception {
        var region = stage.region();
        long deadlocks = deadlocks(stage);
        stage.faultBegins();
        try (var tap = new BatchTap(stage, region)) {
            stage.hold(stage.between(3, 5));
            var passed = tap.passed();
            var again = new ArrayList<>(passed);
            again.addAll(passed);
            Collections.shuffle(again, stage.random());
            long events = again.stream().mapToLong(BatchTap.Passed::events).sum();
            stage.prove("batches passed", events > 0);
            stage.say(passed.size() + " batches come twice more: " + events + " events");
            tap.publishAgain(again);
            stage.dropsAtLeast(events);
        }
        stage.faultEnds();
        stage.proveLater("no deadlock", () -> deadlocks(stage) == deadlocks);
    }

    private static long deadlocks(Stage stage) throws SQLException {
        try (var database = stage.system().database();
                var asked = database.prepareStatement(
                        "select deadlocks from pg_stat_database where datname = current_database()");
                var row = asked.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
