package io.clickway.e2e.scenario;

import static io.clickway.e2e.fault.Firewall.Cut.DROP;
import static io.clickway.e2e.fault.Firewall.Cut.RESET;
import static io.clickway.e2e.fault.Firewall.Port.BROKER;
import static io.clickway.e2e.fault.Firewall.Port.POSTGRES;
import static io.clickway.e2e.fault.Firewall.Port.REDIS;
import static io.clickway.e2e.scenario.Need.NAMESPACE;
import static io.clickway.e2e.scenario.Trait.TIER;

import io.clickway.e2e.fault.Firewall.Cut;
import io.clickway.e2e.fault.Firewall.Port;
import java.time.Duration;
import java.util.List;

/** Hops cut and mended by a firewall. */
final class NetworkScenarios {

    private static final Duration BOUND = Duration.ofMillis(50);

    private NetworkScenarios() {}

    static List<Scenario> all() {
        return List.of(
                cut("redis-cut", "redis-", REDIS, DROP, 6, 10).p99Below(BOUND).with(TIER),
                cut("redis-reset", "redis-", REDIS, RESET, 4, 8).p99Below(BOUND),
                cut("broker-cut", "rabbitmq-", BROKER, DROP, 12, 18),
                cut("broker-reset", "rabbitmq-", BROKER, RESET, 5, 8),
                cut("warehouse-broker-cut", "rabbitmq-centre", BROKER, DROP, 12, 18),
                cut("warehouse-broker-reset", "rabbitmq-centre", BROKER, RESET, 5, 8),
                cut("postgres-cut", "postgres", POSTGRES, DROP, 10, 15),
                cut("postgres-reset", "postgres", POSTGRES, RESET, 4, 8).with(TIER));
    }

    private static Scenario cut(String name, String server, Port port, Cut how, int from, int to) {
        return Scenario.of(
                        name,
                        server.replaceFirst("-$", ""),
                        (how == DROP ? "all packets dropped " : "connections reset ") + from + "–" + to + " s",
                        "accounting",
                        stage -> {
                            var part = stage.system().part(server.endsWith("-") ? server + stage.region() : server);
                            stage.cut(part, port, how);
                            stage.hold(stage.between(from, to));
                            stage.mend();
                        })
                .needing(NAMESPACE);
    }
}
