package io.clickway.warehouse.benchmark.traffic;

import io.clickway.agent.Agent;
import io.clickway.agent.AgentCache;
import io.clickway.agent.Agents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Real User-Agents: frequent ones by their rank, one in fourteen from the long tail, one in twelve an app that shows pages
 * and tells its own version, with hundreds of versions each. Read by the edge's own rules. Not thread-safe.
 */
final class UserAgents {

    record Known(String text, Agent agent) {}

    /** Version numbers of apps that show pages; each release has its own. */
    private static final Pattern APP_VERSION =
            Pattern.compile("(FBAV/|Instagram |GSA/|BytedanceWebview/|musical_ly_)[0-9.]+");

    private static final Agents AGENTS = new Agents();
    private static final List<String> FREQUENT = lines("/io/clickway/agent/frequent.tsv");
    private static final List<String> RARE =
            lines("/io/clickway/judge/people-ua-parser-js.txt", "/io/clickway/judge/people-isbot.txt");
    private static final List<String> ROBOTS = lines("/io/clickway/judge/robots-isbot.txt");
    private static final List<String> APPS = Stream.concat(FREQUENT.stream(), RARE.stream())
            .filter(text -> APP_VERSION.matcher(text).find())
            .toList();
    private static final Weights FREQUENCY = Weights.zipf(FREQUENT.size(), 1);
    private static final Weights ROBOT_FREQUENCY = Weights.zipf(ROBOTS.size(), 1);
    private static final Weights VERSIONS = Weights.zipf(600, 1);

    private final AgentCache cache = new AgentCache(AGENTS);

    Known person(SplittableRandom random) {
        if (random.nextInt(14) == 0) {
            return read(RARE.get(random.nextInt(RARE.size())));
        }
        if (random.nextInt(12) == 0) {
            int release = VERSIONS.draw(random);
            var version = (560 - release / 4) + ".0.0." + release % 4 * 13 + "." + (release * 7 % 90);
            var app = APP_VERSION.matcher(APPS.get(random.nextInt(APPS.size())));
            return read(app.replaceFirst("$1" + version));
        }
        return read(FREQUENT.get(FREQUENCY.draw(random)));
    }

    Known robot(SplittableRandom random) {
        return read(ROBOTS.get(ROBOT_FREQUENCY.draw(random)));
    }

    private Known read(String text) {
        return new Known(text, cache.read(text));
    }

    private static List<String> lines(String... files) {
        var lines = new ArrayList<String>();
        for (var file : files) {
            try (var in = UserAgents.class.getResourceAsStream(file)) {
                if (in == null) {
                    throw new IllegalStateException("the test classes of src-shared lack " + file);
                }
                new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .map(line -> line.substring(line.lastIndexOf('\t') + 1))
                        .forEach(lines::add);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return lines;
    }
}
