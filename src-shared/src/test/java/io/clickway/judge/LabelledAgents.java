package io.clickway.judge;

import io.clickway.agent.Agents;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Verdicts over User-Agents whose kind is known: {@code LabelledAgents FILE…} prints them for files with one a line.
 */
final class LabelledAgents {

    private final Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
    private int size;

    static LabelledAgents judged(List<String> userAgents) {
        var agents = new Agents();
        var judged = new LabelledAgents();
        for (var userAgent : userAgents) {
            var hints = new Hints(Method.GET, agents.read(userAgent), Purpose.VISIT, false, false);
            judged.counts.merge(Judge.judge(hints).verdict(), 1, Integer::sum);
            judged.size++;
        }
        return judged;
    }

    int size() {
        return size;
    }

    /** How many are judged to be no person's click: bots and previews. */
    int flagged() {
        return count(Verdict.BOT) + count(Verdict.PREVIEW);
    }

    int suspected() {
        return count(Verdict.SUSPECT);
    }

    private int count(Verdict verdict) {
        return counts.getOrDefault(verdict, 0);
    }

    @Override
    public String toString() {
        return "%d of %d flagged (%.2f %%), %d suspected"
                .formatted(flagged(), size, 100.0 * flagged() / size, suspected());
    }

    public static void main(String... files) throws IOException {
        for (var file : files) {
            var lines = List.of(
                    Files.readString(Path.of(file), StandardCharsets.UTF_8).split("\n"));
            System.out.println(file + ": " + judged(lines));
        }
    }
}
