package io.clickway.edge.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1", "127.0.0.1", "127.9.9.9", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.1.1",
                "100.64.0.1", "100.127.255.255", "::1", "fc00::1", "fdff::1", "fe80::1", "febf::1"
            })
    void anAddressThatIsNoneOfTheInternetsIsInternal(String text) {
        assertThat(read(text).isInternal()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9.255.255.255",
                "11.0.0.1",
                "126.255.255.255",
                "128.0.0.1",
                "172.15.255.255",
                "172.32.0.1",
                "192.167.1.1",
                "169.253.1.1",
                "100.63.255.255",
                "100.128.0.1",
                "2001:db8::1",
                "::2",
                "1::1",
                "fec0::1",
                "fb00::1",
                "8.8.8.8"
            })
    void oneOfTheInternetIsNot(String text) {
        assertThat(read(text).isInternal()).isFalse();
    }

    private static ClientAddress read(String text) {
        return new ClientAddress(Objects.requireNonNull(AddressText.parse(text), text), true);
    }
}
