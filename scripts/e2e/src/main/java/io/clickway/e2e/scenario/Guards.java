package io.clickway.e2e.scenario;

import static io.clickway.e2e.scenario.Need.NAMESPACE;
import static io.clickway.e2e.scenario.Trait.DESTROYS;
import static io.clickway.e2e.scenario.Trait.FRESH;
import static io.clickway.e2e.scenario.Trait.GUARD;

import io.clickway.e2e.system.Broker;
import io.clickway.e2e.system.Redis;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Rules broken on purpose: if the accounting doesn't see it, the accounting is blind. */
final class Guards {

    private Guards() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "guard-everysec",
                                "redis",
                                "power cut under appendfsync everysec",
                                "MUST FAIL: lost > 0",
                                stage -> {
                                    RedisScenarios.powerCut(stage, "everysec");
                                    stage.mustSee(
                                            "lost > 0",
                                            accounting -> !accounting.lost().isEmpty());
                                })
                        .needing(NAMESPACE)
                        .with(FRESH, GUARD, DESTROYS),
                Scenario.of(
                                "guard-federation-cleanup",
                                "rabbitmq-centre",
                                "resource-cleanup-mode default, centre stopped gracefully",
                                "MUST FAIL: lost > 0",
                                Guards::federation)
                        .with(FRESH, GUARD, DESTROYS),
                Scenario.of(
                                "guard-ledger-filter",
                                "warehouse",
                                "the ledger forgets what it received, a backlog comes again",
                                "MUST FAIL: duplicated > 0",
                                Guards::ledger)
                        .with(FRESH, GUARD, DESTROYS));
    }

    private static void federation(Stage stage) {
        var region = stage.region();
        var centre = new Broker(stage.system(), "centre");
        stage.faultBegins();
        stage.say("resource-cleanup-mode of " + region + " back to its default");
        centre.eval("""
                V = rabbit_runtime_parameters:value(<<"/">>, <<"federation-upstream">>, <<"%s">>),
                L = case is_map(V) of true -> maps:to_list(V); false -> V end,
                ok = rabbit_runtime_parameters:set_any(<<"/">>, <<"federation-upstream">>, <<"%s">>,
                    lists:keystore(<<"resource-cleanup-mode">>, 1, L, {<<"resource-cleanup-mode">>, <<"default">>}), none).
                """.formatted(region, region));
        stage.await(
                "the link runs again",
                Duration.ofSeconds(90),
                () -> "running".equals(centre.links().get(region)));
        // A queue that hangs confirms nothing: the link has its hands full (prefetch 100) and the region's buffer
        // grows.
        centre.eval(queueOf(region, "sys:suspend(element(1, amqqueue:get_pid(Q)))"));
        stage.await(
                "a buffer in the region", Duration.ofSeconds(90), () -> LinkScenarios.buffered(stage, region) >= 150);
        stage.say("buffered in " + region + ": " + LinkScenarios.buffered(stage, region) + " batches");
        // What a node that stops in order stops first are its links, and with this mode they take their queue along.
        centre.eval("ok = supervisor:terminate_child(rabbit_sup, rabbit_federation_sup).");
        stage.say("left in " + region + ": " + LinkScenarios.buffered(stage, region) + " batches");
        centre.eval(queueOf(region, "sys:resume(element(1, amqqueue:get_pid(Q)))"));
        LinkScenarios.stopCentreInOrder(stage);
        stage.up();
        stage.mustSee("lost > 0", accounting -> !accounting.lost().isEmpty());
    }

    private static String queueOf(String region, String then) {
        return "{ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<\"/\">>, queue, <<\"clicks.%s\">>)), ok = %s."
                .formatted(region, then);
    }

    private static void ledger(Stage stage) throws Exception {
        var system = stage.system();
        var region = stage.region();
        stage.freeze("forwarder-" + region);
        stage.hold(stage.between(1.5, 3));
        List<StreamEntry> entries;
        try (var redis = new Redis(system, region)) {
            entries = StreamEntry.in(redis);
        }
        stage.thaw();
        stage.await("the backlog is stored", Duration.ofSeconds(90), () -> isStored(stage, entries));
        try (var database = system.database();
                var forget = database.createStatement();
                var redis = new Redis(system, region)) {
            forget.executeUpdate("update edge_ledger set received = '{}'");
            stage.say("the ledger forgot; " + entries.size() + " entries come again");
            for (var entry : entries) {
                entry.append(redis);
            }
        }
        stage.mustSee("duplicated > 0", accounting -> !accounting.duplicated().isEmpty());
    }

    private static boolean isStored(Stage stage, List<StreamEntry> entries) {
        var last = entries.getLast();
        try (var database = stage.system().database();
                var asked =
                        database.prepareStatement("select from edge_ledger where source_id = ? and received @> ?")) {
            asked.setLong(1, last.source());
            asked.setLong(2, last.firstSeq() + last.events().size() - 1);
            try (var row = asked.executeQuery()) {
                return row.next();
            }
        } catch (SQLException _) {
            return false;
        }
    }
}
