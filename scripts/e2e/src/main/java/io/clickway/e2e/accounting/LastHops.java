package io.clickway.e2e.accounting;

import io.clickway.e2e.system.Broker;
import io.clickway.e2e.system.LocalSystem;
import io.clickway.e2e.system.Redis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * For lost clicks: the last place that saw each. Events lie uncompressed in spool, Redis and its append-only file, so their
 * sub1 can be found there as text; messages are opened.
 */
public final class LastHops {

    private static final int AT_MOST = 20;
    private static final long MAX_FILE = 256L * 1024 * 1024;

    private final LocalSystem system;
    private final String run;

    public LastHops(LocalSystem system, String run) {
        this.system = system;
        this.run = run;
    }

    /** One line each for the first of them. */
    public List<String> of(Collection<String> lost, Set<String> onSealedLines) {
        var places = new TreeMap<String, String>();
        var wanted = lost.stream().limit(AT_MOST).toList();
        wanted.forEach(sub1 -> places.put(sub1, "answered, seen nowhere"));
        for (var sub1 : wanted) {
            if (onSealedLines.contains(sub1)) {
                places.put(sub1, "sealed line in the edge's log");
            }
        }
        var notes = new ArrayList<String>();
        inFiles(places, "edge-", "spool", "spool", notes);
        inFiles(places, "redis-", "", "append-only file", notes);
        inStreams(places, notes);
        for (var region : system.regions()) {
            inQueues(places, region, "buffer of ", notes);
        }
        inQueues(places, "centre", "queue ", notes);
        inQuarantine(places, notes);
        var lines = new ArrayList<String>();
        places.forEach((sub1, place) -> lines.add(sub1 + ": " + place));
        lines.addAll(notes);
        return lines;
    }

    private void inFiles(Map<String, String> places, String part, String folder, String what, List<String> notes) {
        try (Stream<Path> files = Files.walk(system.home().resolve("data"))) {
            for (var file : files.filter(Files::isRegularFile)
                    .filter(path -> path.toString().contains("/" + part))
                    .filter(path -> path.toString().contains(folder))
                    .toList()) {
                if (Files.size(file) > MAX_FILE) {
                    notes.add(file + " is too large to be searched");
                    continue;
                }
                var text = Files.readString(file, StandardCharsets.ISO_8859_1);
                mark(places, text, what + " " + system.home().relativize(file));
            }
        } catch (IOException | UncheckedIOException failed) {
            notes.add("files of " + part + " could not be searched: " + failed.getMessage());
        }
    }

    private static void mark(Map<String, String> places, String text, String place) {
        places.replaceAll((sub1, before) -> contains(text, sub1) ? place : before);
    }

    /** The number must end there: run-1 isn't run-12. */
    private static boolean contains(String text, String sub1) {
        for (int at = text.indexOf(sub1); at >= 0; at = text.indexOf(sub1, at + 1)) {
            int end = at + sub1.length();
            if (end == text.length() || !Character.isDigit(text.charAt(end))) {
                return true;
            }
        }
        return false;
    }

    private void inStreams(Map<String, String> places, List<String> notes) {
        for (var region : system.regions()) {
            try (var redis = new Redis(system, region)) {
                mark(places, String.valueOf(redis.call("XRANGE", "clickway:events", "-", "+")), "stream of " + region);
            } catch (IOException failed) {
                notes.add("the stream of " + region + " could not be searched: " + failed.getMessage());
            }
        }
    }

    private void inQueues(Map<String, String> places, String where, String what, List<String> notes) {
        try {
            var broker = new Broker(system, where);
            for (var queue : broker.messages().entrySet()) {
                if (queue.getValue() > 0 && !queue.getKey().startsWith("config.")) {
                    var found = new HashSet<String>();
                    for (var body : Peek.bodies(system, where, queue.getKey())) {
                        Quarantined.read(body, found);
                    }
                    found.removeIf(sub1 -> !sub1.startsWith(run + "-"));
                    places.replaceAll(
                            (sub1, before) -> found.contains(sub1) ? what + where + " " + queue.getKey() : before);
                }
            }
        } catch (IOException | RuntimeException failed) {
            notes.add("queues of " + where + " could not be searched: " + failed.getMessage());
        }
    }

    private void inQuarantine(Map<String, String> places, List<String> notes) {
        try (var database = system.database()) {
            var found = Quarantined.sub1s(database, run);
            places.replaceAll((sub1, before) -> found.contains(sub1) ? "quarantine" : before);
        } catch (SQLException failed) {
            notes.add("quarantine could not be searched: " + failed.getMessage());
        }
    }
}
