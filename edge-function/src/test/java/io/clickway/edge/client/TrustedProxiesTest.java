package io.clickway.edge.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private final TrustedProxies proxies =
            TrustedProxies.parse(List.of("127.0.0.0/8", "10.1.2.0/23", "2001:db8:ffff::/48", "::1", "192.0.2.7"));

    @ParameterizedTest(name = "peer {0}, X-Forwarded-For {1} → {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // peer | headers, separated by ';' | client
                "203.0.113.9    | -                                        | 203.0.113.9",
                "203.0.113.9    | 198.51.100.1                             | 203.0.113.9",
                "127.0.0.1      | -                                        | 127.0.0.1",
                "127.0.0.1      | 198.51.100.1                             | 198.51.100.1",
                "127.0.0.1      | 1.1.1.1, 198.51.100.1                    | 198.51.100.1",
                "127.0.0.1      | 1.1.1.1,198.51.100.1, 10.1.3.4           | 198.51.100.1",
                "127.0.0.1      | 1.1.1.1;198.51.100.1                     | 198.51.100.1",
                "127.0.0.1      | 198.51.100.1;10.1.2.3;127.9.9.9          | 198.51.100.1",
                "127.0.0.1      | 10.1.4.1, 10.1.3.255                     | 10.1.4.1",
                "127.0.0.1      | 10.1.2.1, 10.1.3.255                     | 10.1.2.1",
                "127.0.0.1      | 198.51.100.1:4711                        | 198.51.100.1",
                "127.0.0.1      | 2001:db8::17                             | 2001:db8::17",
                "127.0.0.1      | [2001:db8::17]:443                       | 2001:db8::17",
                "127.0.0.1      | [2001:db8::17]                           | 2001:db8::17",
                "127.0.0.1      | ::ffff:198.51.100.1                      | 198.51.100.1",
                "127.0.0.1      | 2001:db8::17, 2001:db8:ffff:1::1         | 2001:db8::17",
                "0:0:0:0:0:0:0:1 | 198.51.100.1                            | 198.51.100.1",
                "::1%lo         | 198.51.100.1                             | 198.51.100.1",
                "192.0.2.7      | 198.51.100.1                             | 198.51.100.1",
                "192.0.2.8      | 198.51.100.1                             | 192.0.2.8",
                "127.0.0.1      | '  198.51.100.1  '                       | 198.51.100.1",
                "127.0.0.1      | ' '                                      | 127.0.0.1",
            })
    void takesTheRightMostHopThatIsNoTrustedProxy(String peer, String headers, String expected) throws Exception {
        var client = proxies.clientOf(peer, headers == null ? List.of() : Arrays.asList(headers.split(";")));

        assertThat(client.inetAddress()).isEqualTo(InetAddress.getByName(expected));
        assertThat(client.readable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unknown", "_hidden", "localhost", "256.1.1.1", "1.2.3", "1.2.3.4.5", "0x7f.1.1.1", "010.1.1.1",
                "198.51.100.1,", "1..2.3", "example.com", "[2001:db8::1", "2001:db8:::1", "g::1", "198.51.100.1 junk",
                        ":",
                "12345678901234567890", "\u0661.1.1.1"
            })
    void fallsBackToThePeerAndSaysSoWhenAHopIsJunk(String header) throws Exception {
        var client = proxies.clientOf("127.0.0.1", List.of(header));

        assertThat(client.readable()).isFalse();
        assertThat(client.inetAddress()).isEqualTo(InetAddress.getByName("127.0.0.1"));
    }

    @Test
    void looksAtABoundedNumberOfHops() {
        var client = proxies.clientOf("127.0.0.1", List.of("127.0.0.1,".repeat(500) + "127.0.0.1"));

        assertThat(client.readable()).isFalse();
    }

    @Test
    void hasNoAddressForAPeerWithoutOne() {
        assertThat(proxies.clientOf("", List.of("198.51.100.1"))).isEqualTo(ClientAddress.NONE);
        assertThat(ClientAddress.NONE.network()).isEmpty();
    }

    @Test
    void cutsNetworksTo24And48Bits() {
        assertThat(proxies.clientOf("203.0.113.9", List.of()).network()).containsExactly(203, 0, 113, 0);
        assertThat(proxies.clientOf("2001:db8:1:2:3:4:5:6", List.of()).network())
                .containsExactly(0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "proxy", "::/129", ""})
    void refusesWhatIsNoBlock(String cidr) {
        assertThatThrownBy(() -> TrustedProxies.parse(List.of(cidr)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + cidr + "'");
    }

    @Test
    void neverShowsTheAddressInItsText() {
        assertThat(proxies.clientOf("203.0.113.9", List.of()).toString()).doesNotContain("203", "113");
    }
}
