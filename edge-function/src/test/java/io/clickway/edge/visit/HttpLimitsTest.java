package io.clickway.edge.visit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
            Optional<Path> tlsKey)
            implements HttpSettings {}

    private static Given given(Duration idle, Duration head, int connections) {
        return new Given("h", 1, idle, head, connections, false, true, Optional.empty(), Optional.empty());
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
        var noPort = new Given("h", 65_536, second, second, 1, false, true, Optional.empty(), Optional.empty());
        var noKey =
                new Given("h", 1, second, second, 1, false, true, Optional.of(Path.of("cert.pem")), Optional.empty());

        assertThatThrownBy(() -> HttpLimits.check(noPort))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge.http.port");
        assertThatThrownBy(() -> HttpLimits.check(noKey))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edge.http.tls-key");
        HttpLimits.check(given(second, second, 1));
    }
}
