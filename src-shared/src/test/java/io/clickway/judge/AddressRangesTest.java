package io.clickway.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangesTest {

    private static byte[] address(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }

    @Test
    void containsWhatLiesInARange() {
        var ranges = AddressRanges.parse(List.of(
                "# data centres", "", "192.0.2.0/24 # example", "  198.51.100.7  ", "2001:db8::/33", "fe80::1"));

        for (var inside :
                List.of("192.0.2.0", "192.0.2.255", "198.51.100.7", "2001:db8::", "2001:db8:7fff::1", "fe80::1")) {
            assertThat(ranges.contains(address(inside))).as(inside).isTrue();
        }
        for (var outside : List.of("192.0.1.255", "192.0.3.0", "198.51.100.6", "2001:db8:8000::", "fe80::2", "::1")) {
            assertThat(ranges.contains(address(outside))).as(outside).isFalse();
        }
        assertThat(ranges.size()).isEqualTo(4);
    }

    @Test
    void holdsEverythingOrNothing() {
        var all = AddressRanges.parse(List.of("0.0.0.0/0", "::/0"));

        for (var address : List.of("0.0.0.0", "127.255.255.255", "128.0.0.0", "255.255.255.255", "::", "ffff::ffff")) {
            assertThat(all.contains(address(address))).isTrue();
            assertThat(AddressRanges.NONE.contains(address(address))).isFalse();
        }
        assertThat(all.contains(new byte[0])).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com", "192.0.2", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1", "192.0.2.0/+1", "192.0.02.0/24",
                "256.0.0.0/8", "2001:db8::/129", "2001:::/32", "fe80::1%eth0", "1.2.3.4.5", "192.0.2.0/24/24", "a b"
            })
    void namesTheLineThatIsNoRange(String line) {
        assertThatThrownBy(() -> AddressRanges.parse(List.of("192.0.2.0/24", "# fine", line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 3")
                .hasMessageContaining(line);
    }

    @Test
    void containsWhatOneOfItsRangesContains() {
        long seed = 2026;
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var cidrs = new ArrayList<Cidr>();
            var lines = new ArrayList<String>();
            for (int i = 0; i < 20; i++) {
                var cidr = randomCidr(random);
                cidrs.add(cidr);
                lines.add(text(cidr.address()) + "/" + cidr.prefix());
            }
            var ranges = AddressRanges.parse(lines);
            for (int i = 0; i < 200; i++) {
                var address = randomAddress(random);
                assertThat(ranges.contains(address))
                        .as("seed %d, %s in %s", seed, text(address), lines)
                        .isEqualTo(cidrs.stream().anyMatch(cidr -> isIn(address, cidr)));
            }
        }
    }

    private static boolean isIn(byte[] address, Cidr cidr) {
        int rest = cidr.address().length * 8 - cidr.prefix();
        return address.length == cidr.address().length
                && new BigInteger(1, address)
                        .shiftRight(rest)
                        .equals(new BigInteger(1, cidr.address()).shiftRight(rest));
    }

    /** Few distinct bits, so that ranges meet, contain one another and touch. */
    private static byte[] randomAddress(Random random) {
        var address = new byte[random.nextBoolean() ? 4 : 16];
        address[0] = (byte) (random.nextInt(4) << 6 | random.nextInt(4));
        address[1] = (byte) (random.nextInt(4) << 6);
        address[address.length / 2] = (byte) random.nextInt(4);
        address[address.length - 1] = (byte) random.nextInt(256);
        return address;
    }

    private static Cidr randomCidr(Random random) {
        var address = randomAddress(random);
        return new Cidr(address, 1 + random.nextInt(address.length * 8));
    }

    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (java.net.UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
