package io.clickway.e2e.scenario;

import static io.clickway.e2e.scenario.Need.NAMESPACE;

import io.clickway.e2e.fault.Disk;
import io.clickway.e2e.fault.Firewall.Cut;
import io.clickway.e2e.fault.Firewall.Port;
import io.clickway.e2e.system.Broker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Power cuts: a server goes on from what its disk had been told to keep, and nothing else. The next hop is held back
 * before, so that what was answered lies there alone.
 */
final class PowerCutScenarios {

    private static final String CUT = "power cut: killed, disk as it was last synced";

    private PowerCutScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "broker-power-cut",
                                "rabbitmq",
                                CUT,
                                "what was confirmed is there, though the centre was away",
                                PowerCutScenarios::broker)
                        .needing(NAMESPACE),
                Scenario.of(
                                "centre-power-cut",
                                "rabbitmq-centre",
                                CUT,
                                "what was confirmed is there, though no warehouse read",
                                PowerCutScenarios::centre)
                        .needing(NAMESPACE));
    }

    private static Disk image(Stage stage, String name, int room) throws IOException {
        return PartDisk.under(
                stage,
                name,
                stage.system().part(name).dataDir(),
                (folder, used) -> Disk.image(folder, used + used / 4 + room));
    }

    private static void broker(Stage stage) throws IOException {
        var region = stage.region();
        var name = "rabbitmq-" + region;
        var disk = image(stage, name, 900);
        stage.cut(stage.system().part(name), Port.FEDERATION, Cut.DROP);
        stage.await(
                "a buffer in the region",
                Duration.ofSeconds(90),
                () -> new Broker(stage.system(), region)
                                .messages().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()
                        >= 10);
        stage.hold(stage.between(0.5, 2.5));
        PartDisk.cutPower(stage, name, disk);
        stage.mend();
        stage.thaw();
        stage.up();
    }

    private static void centre(Stage stage) throws IOException {
        var disk = image(stage, "rabbitmq-centre", 900);
        stage.freeze("warehouse");
        stage.hold(stage.between(1.5, 3.5));
        PartDisk.cutPower(stage, "rabbitmq-centre", disk);
        stage.thaw();
        stage.up();
    }
}
