package io.clickway.e2e.scenario;

import static io.clickway.e2e.scenario.Trait.EDGE_HIT;
import static io.clickway.e2e.scenario.Trait.FRESH;
import static io.clickway.e2e.scenario.Trait.LONG;
import static io.clickway.e2e.scenario.Trait.TIER;

import io.clickway.e2e.fault.Firewall;
import io.clickway.e2e.system.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** No fault at all, and many at once. */
final class StormScenarios {

    private StormScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of("calm", "none", "none, 8 s", "accounting; nothing spooled for long", stage -> {
                            stage.faultBegins();
                            stage.hold(Duration.ofSeconds(8));
                            stage.faultEnds();
                        })
                        .with(TIER),
                Scenario.of(
                                "storm",
                                "all",
                                "8 faults by the seed, overlapping: kill, freeze, cut, stop",
                                "accounting",
                                stage -> storm(stage, 8))
                        .drainsWithin(Duration.ofMinutes(3))
                        .with(EDGE_HIT, TIER),
                Scenario.of(
                                "supervised",
                                "all",
                                "10 processes killed one after the other; nobody starts them again but the supervisor",
                                "all run again by themselves",
                                StormScenarios::supervised)
                        .drainsWithin(Duration.ofMinutes(3))
                        .with(EDGE_HIT, FRESH),
                Scenario.of(
                                "storm-long",
                                "all",
                                "60 faults by the seed, overlapping",
                                "accounting",
                                stage -> storm(stage, 60))
                        .drainsWithin(Duration.ofMinutes(5))
                        .with(EDGE_HIT, LONG));
    }

    private static void supervised(Stage stage) {
        stage.up("--supervise");
        for (int i = 0; i < 10; i++) {
            stage.hold(stage.between(0.5, 3));
            var alive = stage.system().parts().stream()
                    .filter(part -> !part.role().equals("supervisor"))
                    .filter(Part::isAlive)
                    .toList();
            stage.kill(stage.pick(alive).name());
        }
        stage.await(
                "all run again",
                Duration.ofSeconds(120),
                () -> stage.system().parts().stream().allMatch(Part::isAlive));
        stage.faultEnds();
        stage.proveLater(
                "the supervisor lived through it",
                () -> stage.system().part("supervisor").isAlive());
    }

    /** Dead parts stay dead for one or two further faults before all are started again. */
    private static void storm(Stage stage, int faults) {
        var dead = new ArrayList<String>();
        for (int i = 0; i < faults; i++) {
            stage.hold(stage.between(0.3, 2));
            var alive = stage.system().parts().stream()
                    .filter(part -> !part.role().equals("supervisor"))
                    .filter(Part::isAlive)
                    .toList();
            var victim = stage.pick(alive);
            switch (stage.random().nextInt(Firewall.isAvailable() ? 4 : 3)) {
                case 0 -> {
                    stage.kill(victim.name());
                    dead.add(victim.name());
                }
                case 1 -> {
                    stage.terminate(victim.name());
                    dead.add(victim.name());
                }
                case 2 -> stage.freeze(victim.name(), stage.between(1, 6));
                default -> cut(stage, victim);
            }
            if (dead.size() >= 2) {
                stage.up();
                dead.clear();
            }
        }
        stage.up();
    }

    private static void cut(Stage stage, Part near) {
        var how = stage.pick(List.of(Firewall.Cut.values()));
        var region = near.region().equals("centre") ? stage.region() : near.region();
        switch (near.role()) {
            case "edge", "redis" -> stage.cut(stage.system().part("redis-" + region), Firewall.Port.REDIS, how);
            case "forwarder" -> stage.cut(stage.system().part("rabbitmq-" + region), Firewall.Port.BROKER, how);
            case "rabbitmq" -> stage.cut(stage.system().part("rabbitmq-" + region), Firewall.Port.FEDERATION, how);
            default -> stage.cut(stage.system().part("postgres"), Firewall.Port.POSTGRES, how);
        }
        stage.hold(stage.between(2, 6));
        stage.mend();
    }
}
