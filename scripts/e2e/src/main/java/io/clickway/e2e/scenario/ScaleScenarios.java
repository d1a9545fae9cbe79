package io.clickway.e2e.scenario;

import static io.clickway.e2e.scenario.Trait.EDGE_HIT;
import static io.clickway.e2e.scenario.Trait.SCALES;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Instances added and taken away under load. */
final class ScaleScenarios {

    private static final Duration DRAIN = Duration.ofMinutes(2);

    private ScaleScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "scale-warehouses",
                                "warehouse",
                                "1 → 4 → 2 → 1 instances, one killed meanwhile",
                                "no deadlock, equal result",
                                ScaleScenarios::warehouses)
                        .drainsWithin(DRAIN)
                        .with(SCALES),
                Scenario.of(
                                "scale-regions",
                                "edge, forwarder",
                                "1 → 2 → 1 edges and forwarders per region, one of each killed meanwhile",
                                "what is taken away leaves nothing behind",
                                ScaleScenarios::regions)
                        .drainsWithin(DRAIN)
                        .with(EDGE_HIT, SCALES));
    }

    private static void warehouses(Stage stage) throws SQLException {
        long deadlocks = deadlocks(stage);
        stage.undo(() -> stage.up("--warehouses", "1"));
        stage.faultBegins();
        stage.up("--warehouses", "4");
        stage.prove("four warehouses run", stage.system().parts("warehouse").size() == 4);
        stage.hold(stage.between(3, 5));
        stage.kill("warehouse-" + (2 + stage.random().nextInt(3)));
        stage.hold(stage.between(1, 2));
        stage.up("--warehouses", "4");
        stage.freeze("warehouse-3", stage.between(3, 6));
        stage.up("--warehouses", "2");
        stage.prove("two warehouses run", stage.system().parts("warehouse").size() == 2);
        stage.hold(stage.between(2, 4));
        stage.proveLater("no deadlock in Postgres", () -> deadlocks(stage) == deadlocks);
    }

    private static long deadlocks(Stage stage) throws SQLException {
        try (var database = stage.system().database();
                var statement = database.createStatement();
                var row = statement.executeQuery(
                        "select deadlocks from pg_stat_database where datname = current_database()")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void regions(Stage stage) {
        stage.undo(() -> stage.up("--edges", "1", "--forwarders", "1"));
        stage.faultBegins();
        stage.up("--edges", "2", "--forwarders", "2");
        int regions = stage.system().regions().size();
        stage.prove("two edges per region run", stage.system().parts("edge").size() == 2 * regions);
        stage.prove(
                "two forwarders per region run",
                stage.system().parts("forwarder").size() == 2 * regions);
        stage.hold(stage.between(3, 5));
        var region = stage.region();
        stage.kill("forwarder-" + region + "-2");
        stage.kill("edge-" + region + "-2");
        stage.hold(stage.between(2, 4));
        stage.up("--edges", "2", "--forwarders", "2");
        stage.hold(stage.between(2, 4));
    }
}
