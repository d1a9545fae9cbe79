package io.clickway.e2e.scenario;

import static io.clickway.e2e.scenario.Need.COMPILER;
import static io.clickway.e2e.scenario.Need.NAMESPACE;
import static io.clickway.e2e.scenario.Trait.DESTROYS;
import static io.clickway.e2e.scenario.Trait.EDGE_HIT;
import static io.clickway.e2e.scenario.Trait.FRESH;
import static io.clickway.e2e.scenario.Trait.SEALS;
import static io.clickway.e2e.scenario.Trait.TIER;

import io.clickway.e2e.accounting.SealedEvents;
import io.clickway.e2e.fault.Disk;
import io.clickway.e2e.fault.SteppedClock;
import io.clickway.e2e.system.Metrics;
import io.clickway.e2e.system.Part;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The edge's own disk and clock. */
final class EdgeScenarios {

    private static final Duration BOUND = Duration.ofMillis(50);
    private static final Duration SOON = Duration.ofSeconds(90);

    private EdgeScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "edge-spool-torn",
                                "edge",
                                "killed while it spools; half a record at the spool's end",
                                "the torn tail is skipped, the rest drains",
                                EdgeScenarios::torn)
                        .with(EDGE_HIT, TIER),
                Scenario.of(
                                "edge-spool-flipped",
                                "edge",
                                "killed while it spools; a byte amid the spool flipped",
                                "exactly the clicks of that record are set aside, the rest drains",
                                EdgeScenarios::flipped)
                        .with(EDGE_HIT, FRESH, DESTROYS),
                Scenario.of(
                                "edge-spool-disk-full",
                                "edge",
                                "the spool's disk is full, Redis well",
                                "Redis path unaffected",
                                EdgeScenarios::spoolFull)
                        .p99Below(BOUND)
                        .needing(NAMESPACE)
                        .with(EDGE_HIT),
                Scenario.of(
                                "edge-both-gone",
                                "edge",
                                "Redis stopped and the spool's disk full",
                                "still 302; unrecorded exactly; each id on a sealed line, fed back",
                                EdgeScenarios::bothGone)
                        .needing(NAMESPACE)
                        .with(EDGE_HIT, FRESH, SEALS),
                Scenario.of(
                                "edge-power-cut",
                                "edge",
                                "power cut while it spools: killed, disk as it was last synced",
                                "nothing answered is lost",
                                EdgeScenarios::powerCut)
                        .needing(NAMESPACE)
                        .with(EDGE_HIT),
                clock("edge-clock-1h-back", Duration.ofHours(-1), false),
                clock("edge-clock-1h-ahead", Duration.ofHours(1), true),
                clock("edge-clock-3d-back", Duration.ofDays(-3), false),
                clock("edge-clock-3d-ahead", Duration.ofDays(3), true));
    }

    /** Lets an edge spool for a while with Redis frozen, then kills it. */
    private static Part killWhileItSpools(Stage stage, String region) {
        var edge = stage.system().part("edge-" + region);
        stage.freeze("redis-" + region);
        stage.hold(stage.between(3, 5));
        stage.await("the edge spools", SOON, () -> newestSize(edge) > 1_000);
        stage.kill(edge.name());
        return edge;
    }

    private static List<Path> segments(Part edge) throws IOException {
        try (Stream<Path> files = Files.list(edge.dataDir().resolve("spool"))) {
            return files.filter(Files::isRegularFile)
                    .sorted(Comparator.comparingLong(
                                    (Path file) -> file.toFile().lastModified())
                            .reversed())
                    .toList();
        }
    }

    private static long newestSize(Part edge) {
        try {
            var segments = segments(edge);
            return segments.isEmpty() ? 0 : Files.size(segments.getFirst());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void torn(Stage stage) throws IOException {
        var edge = killWhileItSpools(stage, stage.region());
        var newest = segments(edge).getFirst();
        var bytes = Files.readAllBytes(newest);
        stage.prove("the edge spooled", bytes.length > 1_000);
        // The first bytes of the file once more: a record that begins well and breaks off.
        var half = new byte[137];
        System.arraycopy(bytes, 0, half, 0, half.length);
        Files.write(newest, half, StandardOpenOption.APPEND);
        stage.thaw();
        stage.up();
    }

    private static void flipped(Stage stage) throws IOException {
        var edge = killWhileItSpools(stage, stage.region());
        var segment = segments(edge).getLast();
        var text = Files.readString(segment, StandardCharsets.ISO_8859_1);
        var found =
                Pattern.compile(Pattern.quote(stage.clicks().run()) + "-\\d+").matcher(text);
        boolean any = found.find(text.length() / 2);
        stage.prove("the edge spooled", any);
        if (any) {
            stage.say("flip a byte of the record of " + found.group());
            try (var file = new RandomAccessFile(segment.toFile(), "rw")) {
                file.seek(found.start());
                file.write(text.charAt(found.start()) ^ 0x20);
            }
        }
        stage.thaw();
        stage.up();
        stage.expectLost(() -> {
            var aside = setAside(edge, stage.clicks().run());
            stage.note("set aside: " + aside.size() + " clicks");
            aside.retainAll(answered(stage));
            return aside;
        });
        stage.proveLater("something was set aside", () -> !setAsideFiles(edge).isEmpty());
    }

    private static List<Path> setAsideFiles(Part edge) throws IOException {
        var folder = edge.dataDir().resolve("spool/damaged");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** The sub1 of what lies in the folder of damaged records; the flipped one is mended by the letter it lost. */
    private static Set<String> setAside(Part edge, String run) throws IOException {
        var aside = new HashSet<String>();
        var tail = run.substring(1);
        for (var file : setAsideFiles(edge)) {
            var found = Pattern.compile("[^/=&]" + Pattern.quote(tail) + "-\\d+")
                    .matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            while (found.find()) {
                aside.add(run.charAt(0) + found.group().substring(1));
            }
        }
        return aside;
    }

    private static Set<String> answered(Stage stage) {
        var answered = new HashSet<String>();
        for (int number : stage.clicks().answered().keySet()) {
            answered.add(stage.clicks().run() + "-" + number);
        }
        return answered;
    }

    private static Disk spoolOnDisk(Stage stage, Part edge, boolean image) throws IOException {
        stage.terminate(edge.name());
        var folder = edge.dataDir().resolve("spool");
        var disk = image ? Disk.image(folder, 128) : Disk.small(folder, 8);
        stage.undo(() -> {
            if (stage.system().part(edge.name()).isAlive()) {
                stage.system().terminate(edge.name());
            }
            disk.remove();
        });
        stage.up();
        return disk;
    }

    private static void spoolFull(Stage stage) throws IOException {
        var edge = stage.system().part("edge-" + stage.region());
        var disk = spoolOnDisk(stage, edge, false);
        stage.hold(Duration.ofSeconds(5));
        stage.faultBeginsOnlyNow();
        stage.say("fill the disk of the spool of " + edge.name());
        disk.fill();
        stage.hold(stage.between(5, 8));
        disk.free();
        stage.faultEnds();
        stage.hold(Duration.ofSeconds(1));
    }

    private static void bothGone(Stage stage) throws IOException {
        var region = stage.region();
        var edge = stage.system().part("edge-" + region);
        var disk = spoolOnDisk(stage, edge, false);
        var sealed = SealedEvents.since(stage.system());
        stage.hold(Duration.ofSeconds(2));
        edge = stage.system().part(edge.name());
        int unanswered = stage.clicks().unanswered().size();
        stage.faultBegins();
        disk.fill();
        stage.terminate("redis-" + region);
        stage.hold(stage.between(5, 8));
        stage.prove("every visitor was redirected", stage.clicks().unanswered().size() == unanswered);
        disk.free();
        stage.up();
        stage.hold(Duration.ofSeconds(2));
        // Asked while the edge that counted still lives.
        long counted = Math.round(Metrics.of(edge).sum("edge_clicks_unrecorded_total"));
        long lines =
                sealed.read().stream().filter(one -> one.event().hasClick()).count();
        stage.note("unrecorded by the edge's counter " + counted + ", clicks on sealed lines " + lines);
        stage.prove("the counter is exact", counted == lines && counted > 0);
        stage.expectSealed();
    }

    private static void powerCut(Stage stage) throws IOException {
        var region = stage.region();
        var edge = stage.system().part("edge-" + region);
        var disk = spoolOnDisk(stage, edge, true);
        stage.freeze("redis-" + region);
        stage.hold(stage.between(3, 5));
        stage.freeze(edge.name());
        disk.copyAsByPowerCut();
        stage.say("power cut of " + edge.name());
        stage.system().kill9(edge.name());
        disk.returnToCopy();
        stage.thaw();
        stage.up();
    }

    private static Scenario clock(String name, Duration shift, boolean ahead) {
        return Scenario.of(
                        name,
                        "edge",
                        "its clock off by " + shift.toHours() + " h for 4–7 s",
                        ahead ? "its events lie in quarantine, each once" : "its events are stored in their day",
                        stage -> {
                            var edge = stage.pick(stage.system().parts("edge")).name();
                            var clock = new SteppedClock(stage.system(), edge);
                            clock.step(shift);
                            stage.settings(edge, clock.settings());
                            stage.say("clock of " + edge + " off by " + shift);
                            stage.up();
                            stage.faultBegins();
                            stage.hold(stage.between(4, 7));
                            stage.faultEnds();
                            if (ahead) {
                                stage.quarantinesMany();
                            }
                        })
                .needing(COMPILER)
                .with(EDGE_HIT);
    }
}
