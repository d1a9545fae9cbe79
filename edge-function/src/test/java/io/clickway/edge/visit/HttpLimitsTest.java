package io.clickway.edge.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HttpLimitsTest {

    private record Given(
            String host,
            int port,
            Duration idleTimeout,
            Duration headTimeout,
            int maxConnections,
            boolean proxyProtocol,
            boolean secureCookies,
            Optional<Path> tlsCertificate,
            Optional<Path> tlsKey,
            Optional<Path> certificates,
            OptionalInt plainPort,
            Optional<Path> acmeWebroot)
            implements HttpSettings {

        Given(
                String host,
                int port,
                Duration idleTimeout,
                Duration headTimeout,
                int maxConnections,
                Optional<Path> tlsCertificate,
                Optional<Path> certificates,
                OptionalInt plainPort) {
            this(
                    host,
                    port,
                    idleTimeout,
                    headTimeout,
                    maxConnections,
                    false,
                    true,
                    tlsCertificate,
                    Optional.empty(),
                    certificates,
                    plainPort,
                    Optional.empty());
        }
    }

    private static Given given(Duration idle, Duration head, int connections) {
        return new Given("h", 1, idle, head, connections, Optional.empty(), Optional.empty(), OptionalInt.empty());
    }

    @Test
    void shareTheConnectionsAmongTheLoopsAndGiveEachAtLeastOne() {
        var second = Duration.ofSeconds(1);

        assertThat(HttpLimits.of(given(second, second.dividedBy(2), 100), 4))
                .isEqualTo(new HttpLimits(1_000_000_000, 500_000_000, 25));
        assertThat(HttpLimits.of(given(second, second, 3), 4).connectionsPerLoop())
                .isOne();
    }

    @Test
    void refuseValuesOutOfBoundsNamingTheirKey() {
        var second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> HttpLimits.of(given(Duration.ZERO, second, 1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge.http.idle-timeout");
        assertThatThrownBy(() -> HttpLimits.of(given(second, second.negated(), 1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge.http.head-timeout");
        assertThatThrownBy(() -> HttpLimits.of(given(second, second, 0), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge.http.max-connections");
        assertThatThrownBy(() -> HttpLimits.of(given(second, second, -5), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge.http.max-connections");
    }

    @Test
    void refuseAPortThatIsNoneAndACertificateWithoutItsKey() {
        var second = Duration.ofSeconds(1);
        var noPort = new Given("h", 65_536, second, second, 1, Optional.empty(), Optional.empty(), OptionalInt.empty());
        var noKey = new Given(
                "h", 1, second, second, 1, Optional.of(Path.of("cert.pem")), Optional.empty(), OptionalInt.empty());

        assertThatThrownBy(() -> HttpLimits.check(noPort))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge.http.port");
        assertThatThrownBy(() -> HttpLimits.check(noKey))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge.http.tls-key");
        HttpLimits.check(given(second, second, 1));
    }

    @Test
    void refuseAPlainPortThatIsTheOthersOrHasNoHttpsBesideIt() {
        var second = Duration.ofSeconds(1);
        var folder = Optional.of(Path.of("certificates"));

        for (int port : new int[] {0, 1, 65_536}) {
            var bad = new Given("h", 1, second, second, 1, Optional.empty(), folder, OptionalInt.of(port));
            assertThatThrownBy(() -> HttpLimits.check(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("edge.http.plain-port");
        }
        var noTls = new Given("h", 1, second, second, 1, Optional.empty(), Optional.empty(), OptionalInt.of(80));
        assertThatThrownBy(() -> HttpLimits.check(noTls)).hasMessageContaining("set edge.http.certificates");
        HttpLimits.check(new Given("h", 1, second, second, 1, Optional.empty(), folder, OptionalInt.of(80)));
    }
}
