package io.clickway.e2e.scenario;

import static io.clickway.e2e.scenario.Trait.EDGE_HIT;
import static io.clickway.e2e.scenario.Trait.TIER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Each process killed, frozen and stopped gracefully under load. */
final class ProcessScenarios {

    private static final Duration BOUND = Duration.ofMillis(50);

    private ProcessScenarios() {}

    static List<Scenario> all() {
        var all = new ArrayList<Scenario>();
        all.add(killed("edge", 3).with(EDGE_HIT, TIER));
        all.add(killed("forwarder", 2).with(TIER));
        all.add(killed("warehouse", 3).with(TIER));
        all.add(killed("redis", 2).with(TIER).p99Below(BOUND));
        all.add(killed("rabbitmq", 1));
        all.add(killed("rabbitmq-centre", 1));
        all.add(killed("postgres", 2));

        all.add(Scenario.of(
                        "region-kill",
                        "edge, redis, forwarder, rabbitmq",
                        "kill -9 of all of a region at once, with a backlog read and not acknowledged",
                        "accounting",
                        ProcessScenarios::region)
                .with(EDGE_HIT, TIER));

        all.add(frozen("edge", 3, 6).with(EDGE_HIT));
        all.add(frozen("forwarder", 12, 15));
        all.add(frozen("warehouse", 8, 12));
        all.add(frozen("redis", 5, 10).with(TIER).p99Below(BOUND));
        all.add(frozen("rabbitmq", 20, 25));
        all.add(frozen("rabbitmq-centre", 20, 25));
        all.add(frozen("postgres", 8, 12));

        all.add(stopped("edge").with(EDGE_HIT));
        all.add(stopped("forwarder"));
        all.add(stopped("warehouse"));
        all.add(stopped("redis").p99Below(BOUND));
        all.add(stopped("rabbitmq"));
        all.add(stopped("rabbitmq-centre").with(TIER));
        all.add(stopped("postgres"));
        return all;
    }

    /** A process of the role; of rabbitmq one in a region, of rabbitmq-centre the one at the centre. */
    private static String any(Stage stage, String role) {
        return switch (role) {
            case "warehouse", "postgres", "rabbitmq-centre" -> role;
            default -> role + "-" + stage.region();
        };
    }

    /** As a host that dies. The broker is frozen before, so that the forwarder has read what it can't hand over. */
    private static void region(Stage stage) {
        var region = stage.region();
        stage.freeze("rabbitmq-" + region);
        stage.hold(stage.between(2, 4));
        for (var role : List.of("forwarder", "redis", "edge", "rabbitmq")) {
            stage.kill(role + "-" + region);
        }
        stage.hold(stage.between(0.5, 2));
        stage.up();
    }

    private static Scenario killed(String role, int times) {
        return Scenario.of(role + "-kill", role, "kill -9 ×" + times + ", started again", "accounting", stage -> {
            for (int i = 0; i < times; i++) {
                stage.hold(stage.between(0.3, 1.5));
                stage.kill(any(stage, role));
                stage.hold(stage.between(0.5, 2));
                stage.up();
            }
        });
    }

    private static Scenario frozen(String role, int from, int to) {
        return Scenario.of(
                role + "-freeze",
                role,
                String.format(Locale.ROOT, "SIGSTOP %d–%d s, SIGCONT", from, to),
                "accounting",
                stage -> stage.freeze(any(stage, role), stage.between(from, to)));
    }

    private static Scenario stopped(String role) {
        return Scenario.of(role + "-term", role, "SIGTERM, started again", "accounting; it ends by itself", stage -> {
            stage.hold(stage.between(0.3, 1.5));
            stage.terminate(any(stage, role));
            stage.hold(stage.between(1, 3));
            stage.up();
        });
    }
}
