package io.clickway.e2e.scenario;

import static io.clickway.e2e.fault.Firewall.Cut.DROP;
import static io.clickway.e2e.fault.Firewall.Cut.DROP_FROM_SERVER;
import static io.clickway.e2e.fault.Firewall.Cut.DROP_TO_SERVER;
import static io.clickway.e2e.fault.Firewall.Cut.RESET;
import static io.clickway.e2e.fault.Firewall.Port.FEDERATION;
import static io.clickway.e2e.scenario.Need.NAMESPACE;
import static io.clickway.e2e.scenario.Trait.LONG;
import static io.clickway.e2e.scenario.Trait.TIER;

import io.clickway.e2e.fault.Firewall.Cut;
import io.clickway.e2e.system.Broker;
import io.clickway.e2e.system.Metrics;
import io.clickway.e2e.system.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The brokers and the federation link between them: cut, slow, full, blocked, taken apart by hand. */
final class LinkScenarios {

    private static final Duration SOON = Duration.ofSeconds(90);

    static final String NOT_FULL = "rabbit_policy:delete(<<\"/\">>, <<\"chaos-full\">>, <<\"chaos\">>).";

    private LinkScenarios() {}

    static List<Scenario> all() {
        return List.of(
                cut("region-cut", DROP).with(TIER),
                cut("region-cut-to", DROP_TO_SERVER),
                cut("region-cut-from", DROP_FROM_SERVER),
                cut("region-reset", RESET),
                Scenario.of(
                                "region-cut-10m",
                                "federation",
                                "link cut for 10 min",
                                "caught up within 2 min after mending",
                                stage -> cutFor(stage, DROP, Duration.ofMinutes(10)))
                        .drainsWithin(Duration.ofMinutes(2))
                        .needing(NAMESPACE)
                        .with(LONG),
                Scenario.of(
                                "region-slow",
                                "federation",
                                "bandwidth of the link 8 kB/s",
                                "the buffer grows, then drains",
                                LinkScenarios::slow)
                        .needing(NAMESPACE),
                alarm(
                                "broker-memory-alarm",
                                "memory",
                                "vm_memory_monitor:set_vm_memory_high_watermark({absolute, 30000000}).",
                                "vm_memory_monitor:set_vm_memory_high_watermark({absolute, 536870912}).")
                        .with(TIER),
                alarm(
                        "broker-disk-alarm",
                        "disk",
                        "rabbit_disk_monitor:set_disk_free_limit(1000000000000000).",
                        "rabbit_disk_monitor:set_disk_free_limit(536870912)."),
                Scenario.of(
                        "centre-memory-alarm",
                        "rabbitmq-centre",
                        "memory alarm at the centre 6–10 s",
                        "accounting; recovery without a restart",
                        LinkScenarios::centreAlarm),
                Scenario.of(
                                "queue-deleted",
                                "rabbitmq-centre",
                                "a region's queue deleted while its buffer is full",
                                "made anew; what found no queue comes back from the alternate exchange",
                                LinkScenarios::queueDeleted)
                        .needing(NAMESPACE),
                Scenario.of(
                        "centre-unbind",
                        "rabbitmq-centre",
                        "a region's queue unbound",
                        "bound again by the warehouse; nothing stays in unrouted",
                        LinkScenarios::unbindAtCentre),
                Scenario.of(
                        "region-unbind",
                        "rabbitmq",
                        "the buffer unbound from the region's exchange",
                        "batches are returned and kept until it is bound again",
                        LinkScenarios::unbindInRegion),
                Scenario.of(
                        "queue-full",
                        "rabbitmq-centre",
                        "max-length 5 with reject-publish while the warehouse is frozen",
                        "the region keeps what is refused",
                        LinkScenarios::queueFull),
                Scenario.of(
                        "centre-stop",
                        "rabbitmq-centre",
                        "stopped as by rabbitmqctl stop while a region's buffer is full",
                        "the buffer survives",
                        stage -> {
                            var region = stage.region();
                            stage.freeze("warehouse");
                            new Broker(stage.system(), "centre").eval(full(region));
                            stage.await("a buffer in the region", SOON, () -> buffered(stage, region) >= 5);
                            stopCentreInOrder(stage);
                            upAndNotFull(stage);
                        }),
                Scenario.of(
                        "federation-policy",
                        "rabbitmq-centre",
                        "federation policy cleared and set again",
                        "the buffer survives",
                        LinkScenarios::policy),
                Scenario.of(
                        "federation-twice",
                        "rabbitmq-centre",
                        "a second upstream to the same region",
                        "accounting",
                        LinkScenarios::twin));
    }

    private static Scenario cut(String name, Cut how) {
        return Scenario.of(
                        name,
                        "federation",
                        "link " + how.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " 12–20 s",
                        "the buffer grows, then drains",
                        stage -> cutFor(stage, how, stage.between(12, 20)))
                .needing(NAMESPACE);
    }

    private static void cutFor(Stage stage, Cut how, Duration time) {
        var region = stage.region();
        stage.cut(stage.system().part("rabbitmq-" + region), FEDERATION, how);
        stage.hold(time);
        proveBuffered(stage, region);
        stage.mend();
    }

    private static void proveBuffered(Stage stage, String region) {
        stage.await("the region buffered", SOON, () -> buffered(stage, region) > 0);
        stage.note("buffered in " + region + ": " + buffered(stage, region) + " batches");
    }

    static long buffered(Stage stage, String region) {
        return new Broker(stage.system(), region)
                .messages().values().stream().mapToLong(Long::longValue).sum();
    }

    private static void slow(Stage stage) {
        var region = stage.region();
        stage.faultBegins();
        stage.say("8 kB/s between " + region + " and the centre");
        stage.firewall().slow(stage.system().part("rabbitmq-" + region), FEDERATION, 8);
        stage.hold(stage.between(12, 18));
        proveBuffered(stage, region);
        stage.mend();
    }

    private static Scenario alarm(String name, String kind, String raise, String clear) {
        return Scenario.of(
                name,
                "rabbitmq",
                kind + " alarm in a region 6–10 s",
                "the forwarder is blocked and waits; recovery without a restart",
                stage -> {
                    var region = stage.region();
                    var broker = new Broker(stage.system(), region);
                    stage.undo(() -> broker.eval(clear));
                    stage.faultBegins();
                    stage.say(kind + " alarm at rabbitmq-" + region);
                    broker.eval(raise);
                    stage.await("the forwarder is blocked", SOON, () -> isBlocked(stage, region));
                    stage.hold(stage.between(6, 10));
                    stage.prove("it is still blocked", isBlocked(stage, region));
                    broker.eval(clear);
                    stage.await("it goes on", SOON, () -> !isBlocked(stage, region));
                    stage.faultEnds();
                });
    }

    private static boolean isBlocked(Stage stage, String region) {
        try {
            return Metrics.of(stage.system().part("forwarder-" + region)).sum("forwarder_blocked") > 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static void centreAlarm(Stage stage) {
        var centre = new Broker(stage.system(), "centre");
        var clear = "vm_memory_monitor:set_vm_memory_high_watermark({absolute, 536870912}).";
        stage.undo(() -> centre.eval(clear));
        stage.faultBegins();
        stage.say("memory alarm at the centre");
        centre.eval("vm_memory_monitor:set_vm_memory_high_watermark({absolute, 30000000}).");
        stage.await("an alarm is in force", SOON, () -> DiskScenarios.hasAlarm(stage, "centre"));
        stage.hold(stage.between(6, 10));
        stage.prove("it still is", DiskScenarios.hasAlarm(stage, "centre"));
        // Links publish inside of the node, which no alarm stops; it stops who comes by the network, as the publishing
        // of
        // configuration does.
        long buffered = stage.system().regions().stream()
                .mapToLong(region -> buffered(stage, region))
                .sum();
        stage.note("buffered in the regions: " + buffered + " batches");
        centre.eval(clear);
        stage.faultEnds();
    }

    private static void queueDeleted(Stage stage) {
        var region = stage.region();
        var queue = "clicks." + region;
        var centre = new Broker(stage.system(), "centre");
        stage.cut(stage.system().part("rabbitmq-" + region), FEDERATION, DROP);
        stage.hold(stage.between(6, 9));
        stage.await(
                "the queue is empty, so that deleting it destroys nothing",
                SOON,
                () -> centre.messages().getOrDefault(queue, 0L) == 0);
        stage.say("delete " + queue);
        centre.eval("""
                {ok, Q} = rabbit_amqqueue:lookup(rabbit_misc:r(<<"/">>, queue, <<"%s">>)),
                rabbit_amqqueue:delete(Q, false, false, <<"chaos">>).
                """.formatted(queue));
        stage.mend();
        stage.await(
                "the queue is there again",
                Duration.ofSeconds(60),
                () -> centre.messages().containsKey(queue));
    }

    private static void unbindAtCentre(Stage stage) {
        var region = stage.region();
        var centre = new Broker(stage.system(), "centre");
        stage.faultBegins();
        stage.say("unbind clicks." + region);
        centre.eval("""
                [rabbit_binding:remove(B, <<"chaos">>)
                  || B <- rabbit_binding:list_for_destination(rabbit_misc:r(<<"/">>, queue, <<"clicks.%s">>)),
                     element(3, B) =/= <<"clicks.%s">>].
                """.formatted(region, region));
        stage.hold(stage.between(4, 7));
        stage.faultEnds();
    }

    private static void unbindInRegion(Stage stage) throws IOException {
        var region = stage.region();
        var broker = new Broker(stage.system(), region);
        var again = """
                {ok, Bs} = application:get_env(rabbit, chaos_bindings), [rabbit_binding:add(B, <<"chaos">>) || B <- Bs].
                """;
        stage.undo(() -> broker.eval(again));
        var forwarder = stage.system().part("forwarder-" + region);
        double before = returned(forwarder);
        stage.faultBegins();
        stage.say("unbind the buffer of " + region);
        broker.eval("""
                Bs = rabbit_binding:list_for_source(rabbit_misc:r(<<"/">>, exchange, <<"clicks">>)),
                application:set_env(rabbit, chaos_bindings, Bs),
                [rabbit_binding:remove(B, <<"chaos">>) || B <- Bs].
                """);
        stage.hold(stage.between(4, 7));
        stage.await("batches were returned", SOON, () -> returned(forwarder) > before);
        stage.note("batches returned: " + Math.round(returned(forwarder) - before));
        broker.eval(again);
        stage.faultEnds();
    }

    private static double returned(Part forwarder) {
        try {
            return Metrics.of(forwarder).sum("forwarder_batches_returned_total");
        } catch (IOException silent) {
            throw new UncheckedIOException(silent);
        }
    }

    private static void queueFull(Stage stage) {
        var region = stage.region();
        var centre = new Broker(stage.system(), "centre");
        stage.undo(() -> centre.eval(NOT_FULL));
        stage.freeze("warehouse");
        centre.eval(full(region));
        stage.hold(stage.between(5, 8));
        proveBuffered(stage, region);
        stage.thaw();
        // Only now may the limit go: a link that was refused waits for the queue to say that it takes again, and a
        // queue
        // without a limit doesn't.
        stage.await("the region's buffer drains through the limit", SOON, () -> buffered(stage, region) <= 2);
        centre.eval(NOT_FULL);
    }

    /** As rabbitmqctl stop does. On SIGTERM the links have no time to tidy up, here they have. */
    static void stopCentreInOrder(Stage stage) {
        var part = stage.system().part("rabbitmq-centre");
        stage.say("rabbitmqctl stop of the centre");
        new Broker(stage.system(), "centre").eval("spawn(fun() -> timer:sleep(300), rabbit:stop_and_halt() end).");
        stage.await("the centre's broker ends", SOON, () -> !part.isAlive());
        stage.hold(Duration.ofSeconds(2));
    }

    /** The policy outlives the broker, so that the first start is told by its doctor that a setting is off. */
    static void upAndNotFull(Stage stage) {
        stage.thaw();
        try {
            stage.system().up();
        } catch (IllegalStateException off) {
            stage.say("the doctor finds the policy: "
                    + String.valueOf(off.getMessage()).contains("chaos-full"));
        }
        new Broker(stage.system(), "centre").eval(NOT_FULL);
        stage.up();
    }

    /** Lets the centre's queue of a region take five batches and refuse all others. */
    static String full(String region) {
        return """
                rabbit_policy:set(<<"/">>, <<"chaos-full">>, <<"^clicks.%s$">>,
                    [{<<"max-length">>, 5}, {<<"overflow">>, <<"reject-publish">>}], 10, <<"queues">>, <<"chaos">>).
                """.formatted(region);
    }

    private static void policy(Stage stage) {
        var centre = new Broker(stage.system(), "centre");
        var again = """
                rabbit_policy:set(<<"/">>, <<"clicks-federation">>, <<"^clicks$">>,
                    [{<<"federation-upstream-set">>, <<"all">>}], 0, <<"exchanges">>, <<"chaos">>).
                """;
        stage.undo(() -> centre.eval(again));
        stage.faultBegins();
        stage.say("clear the federation policy");
        centre.eval("rabbit_policy:delete(<<\"/\">>, <<\"clicks-federation\">>, <<\"chaos\">>).");
        stage.hold(stage.between(4, 7));
        centre.eval(again);
        stage.await("all links run again", SOON, () -> allRun(stage, centre));
        stage.faultEnds();
    }

    private static boolean allRun(Stage stage, Broker centre) {
        var links = centre.links();
        return stage.system().regions().stream().allMatch(region -> "running".equals(links.get(region)));
    }

    private static void twin(Stage stage) {
        var region = stage.region();
        var centre = new Broker(stage.system(), "centre");
        var clear =
                "rabbit_runtime_parameters:clear_any(<<\"/\">>, <<\"federation-upstream\">>, <<\"twin\">>, <<\"chaos\">>).";
        stage.undo(() -> centre.eval(clear));
        stage.faultBegins();
        stage.say("a second upstream to " + region);
        centre.eval("""
                V = rabbit_runtime_parameters:value(<<"/">>, <<"federation-upstream">>, <<"%s">>),
                rabbit_runtime_parameters:set_any(<<"/">>, <<"federation-upstream">>, <<"twin">>, V, none).
                """.formatted(region));
        stage.await(
                "the second link runs",
                SOON,
                () -> "running".equals(centre.links().get("twin")));
        stage.hold(stage.between(4, 7));
        centre.eval(clear);
        stage.faultEnds();
    }
}
