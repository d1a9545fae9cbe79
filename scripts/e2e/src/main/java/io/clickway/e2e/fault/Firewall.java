package io.clickway.e2e.fault;

import io.clickway.e2e.system.Part;
import io.clickway.e2e.system.Shell;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Cuts hops by nftables rules on the loopback of this network namespace. What root itself connects (the harness, the
 * scripts' clients) passes: the system's processes have accounts of their own.
 */
public final class Firewall {

    /** FEDERATION is where the centre fetches from a region's broker. */
    public enum Port {
        REDIS(16379),
        BROKER(15670),
        FEDERATION(15671),
        POSTGRES(15432);

        private final int number;

        Port(int number) {
            this.number = number;
        }
    }

    /** What happens to packets of a hop. */
    public enum Cut {
        /** Silence in both directions. */
        DROP,
        /** Nothing reaches the server; what it says is heard. */
        DROP_TO_SERVER,
        /** The server hears all; its answers vanish. */
        DROP_FROM_SERVER,
        /** Connections are reset, new ones refused. */
        RESET
    }

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TABLE = """
            table inet chaos {
              chain cut {
                type filter hook output priority 0; policy accept;
                ct mark 7 accept
                meta skuid 0 tcp flags syn ct mark set 7 accept
              }
            }
            """;

    /** Whether this process may use a firewall of its own. */
    public static boolean isAvailable() {
        return "yes".equals(System.getenv("CHAOS_NAMESPACE"));
    }

    public void cut(Part server, Port port, Cut how) {
        nft("add table inet chaos\n" + TABLE);
        var to = "add rule inet chaos cut ip daddr " + server.address() + " tcp dport " + port.number;
        var from = "add rule inet chaos cut ip saddr " + server.address() + " tcp sport " + port.number;
        nft(
                switch (how) {
                    case DROP -> to + " drop\n" + from + " drop\n";
                    case DROP_TO_SERVER -> to + " drop\n";
                    case DROP_FROM_SERVER -> from + " drop\n";
                    case RESET -> to + " reject with tcp reset\n" + from + " reject with tcp reset\n";
                });
    }

    /** Heals every hop; sockets that wait for a retransmission find the way again by themselves. */
    public void heal() {
        if (isAvailable()) {
            Shell.run(LIMIT, "nft", "delete", "table", "inet", "chaos");
        }
    }

    /** Drops what a server says on one port beyond a rate, so that TCP slows down to it. */
    public void slow(Part server, Port port, int kilobytesPerSecond) {
        nft("add table inet chaos\n" + TABLE);
        nft("add rule inet chaos cut ip saddr %s tcp sport %d limit rate over %d kbytes/second burst 128 kbytes drop\n"
                .formatted(server.address(), port.number, kilobytesPerSecond));
    }

    private static void nft(String rules) {
        Shell.run(LIMIT, rules, Map.of(), List.of("nft", "-f", "-")).orThrow();
    }
}
