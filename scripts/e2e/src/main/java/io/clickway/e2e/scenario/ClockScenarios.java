package io.clickway.e2e.scenario;

import static io.clickway.e2e.scenario.Need.COMPILER;
import static io.clickway.e2e.scenario.Trait.CRAFTS;
import static io.clickway.e2e.scenario.Trait.DESTROYS;
import static io.clickway.e2e.scenario.Trait.EDGE_HIT;
import static io.clickway.e2e.scenario.Trait.FRESH;

import io.clickway.e2e.fault.SteppedClock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** The wall clock of one process steps, and steps back. Times are refused or believed; clicks are neither lost nor doubled. */
final class ClockScenarios {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAYS = Duration.ofDays(3);

    private ClockScenarios() {}

    static List<Scenario> all() {
        return List.of(
                // Its sources never go back in time: until its next start their clicks wait in quarantine, and the
                // books stay open.
                step("edge-clock-steps-ahead", "edge", HOUR).with(EDGE_HIT, FRESH, DESTROYS),
                step("edge-clock-steps-back", "edge", HOUR.negated()).with(EDGE_HIT),
                step("forwarder-clock-1h-ahead", "forwarder", HOUR),
                step("forwarder-clock-1h-behind", "forwarder", HOUR.negated()),
                step("warehouse-clock-1h-ahead", "warehouse", HOUR),
                step("warehouse-clock-1h-behind", "warehouse", HOUR.negated()),
                step("warehouse-clock-3d-ahead", "warehouse", DAYS));
    }

    private static Scenario step(String name, String role, Duration by) {
        return Scenario.of(
                        name,
                        role,
                        "its clock steps by " + by.toHours() + " h, then back",
                        "stored or in quarantine = sent; ids unique; partitions unchanged",
                        stage -> step(stage, role.equals("warehouse") ? role : role + "-" + stage.region(), by))
                .needing(COMPILER)
                .with(CRAFTS);
    }

    private static void step(Stage stage, String name, Duration by) throws Exception {
        var clock = new SteppedClock(stage.system(), name);
        stage.settings(name, clock.settings());
        stage.up();
        stage.prove(
                name + " can be given another clock",
                clock.isLoadedBy(stage.system().part(name).pid()));
        stage.hold(Duration.ofSeconds(1));
        long partitions = partitions(stage);
        long quarantined = inQuarantine(stage);
        stage.faultBegins();
        stage.say("the clock of " + name + " steps by " + by);
        clock.step(by);
        stage.hold(stage.between(4, 6));
        clock.step(Duration.ZERO);
        stage.hold(stage.between(2, 3));
        stage.faultEnds();
        if (refuses(name, by)) {
            stage.quarantinesMany();
        }
        stage.proveLater("ids are unique", () -> repeatedIds(stage) == 0);
        stage.proveLater("no partition is made for a wrong clock", () -> {
            long made = partitions(stage) - partitions;
            stage.note((inQuarantine(stage) - quarantined) + " events in quarantine, " + made + " partitions made");
            // A day of the past that is still kept may have none yet.
            return made <= (by.isNegative() ? 2 : 0);
        });
    }

    /** An event may be ahead of its batch by five minutes: an edge's clock ahead, or a forwarder's behind, is too much. */
    private static boolean refuses(String name, Duration by) {
        return name.startsWith("edge-") && by.isPositive() || name.startsWith("forwarder-") && by.isNegative();
    }

    private static long partitions(Stage stage) throws SQLException {
        return number(
                stage,
                "select count(*) from pg_inherits where inhparent in ('clicks'::regclass, 'watermarks'::regclass)");
    }

    private static long inQuarantine(Stage stage) throws SQLException {
        return number(stage, "select coalesce(sum(n), 0) from quarantine where state = 'kept'");
    }

    private static long repeatedIds(Stage stage) throws SQLException {
        return number(stage, "select count(*) - count(distinct click_id) from clicks");
    }

    private static long number(Stage stage, String query) throws SQLException {
        try (var database = stage.system().database();
                var asked = database.prepareStatement(query);
                var row = asked.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
