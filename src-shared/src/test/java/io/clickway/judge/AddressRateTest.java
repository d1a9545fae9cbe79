package io.clickway.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressRateTest {

    private static final long NOW = 1_795_000_000_000L / 60_000 * 60_000;
    private static final byte[] SOMEONE = address("192.0.2.7");

    private final AddressRate rate = new AddressRate(10, Duration.ofMinutes(1), 1024, 42);

    private static byte[] address(String text) {
        return InetAddress.ofLiteral(text).getAddress();
    }

    private static byte[] numbered(int number) {
        return new byte[] {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    }

    @Test
    void letsTheLimitPassAndMarksWhatIsOverIt() {
        for (int i = 0; i < 10; i++) {
            assertThat(rate.isOver(SOMEONE, NOW + i)).isFalse();
        }
        assertThat(rate.isOver(SOMEONE, NOW + 10)).isTrue();
        assertThat(rate.isOver(address("192.0.2.8"), NOW + 10)).isFalse();
    }

    @Test
    void forgetsAsTheWindowSlides() {
        for (int i = 0; i < 10; i++) {
            rate.isOver(SOMEONE, NOW);
        }
        assertThat(rate.isOver(SOMEONE, NOW + 60_000))
                .as("10 of the window before and this one")
                .isTrue();
        assertThat(rate.isOver(SOMEONE, NOW + 90_000))
                .as("half of them and two")
                .isFalse();
        assertThat(rate.isOver(SOMEONE, NOW + 180_000)).isFalse();
    }

    @Test
    void countsAV6NetworkAsOne() {
        for (int i = 0; i < 10; i++) {
            rate.isOver(address("2001:db8:1:2::" + i), NOW);
        }
        assertThat(rate.isOver(address("2001:db8:1:2:ffff::1"), NOW)).isTrue();
        assertThat(rate.isOver(address("2001:db8:1:3::1"), NOW)).isFalse();
    }

    @Test
    void neverMixesUpV4AndV6() {
        for (int i = 0; i < 20; i++) {
            rate.isOver(new byte[] {0, 0, 0, 1}, NOW);
        }
        assertThat(rate.isOver(address("0:0:0:1::"), NOW)).isFalse();
        assertThat(rate.isOver(new byte[0], NOW)).isFalse();
    }

    @Test
    void standsStillWhenTheClockStepsBack() {
        for (int i = 0; i < 10; i++) {
            rate.isOver(SOMEONE, NOW);
        }
        assertThat(rate.isOver(SOMEONE, NOW - 3_600_000)).isTrue();
        assertThat(rate.isOver(SOMEONE, NOW)).isTrue();
    }

    @Test
    void keepsTheBusyOneThroughAFloodOfOthers() {
        for (int i = 0; i < 20; i++) {
            rate.isOver(SOMEONE, NOW);
        }
        for (int i = 0; i < 200_000; i++) {
            rate.isOver(numbered(i), NOW + i / 10_000);
        }
        assertThat(rate.isOver(SOMEONE, NOW + 100)).isTrue();
    }

    @Test
    void neverMarksAnAddressThatKeepsToTheLimit() {
        long seed = 7;
        var random = new Random(seed);
        var asked = new HashMap<Integer, ArrayDeque<Long>>();
        for (long now = NOW; now < NOW + 600_000; now += random.nextInt(40)) {
            int number = random.nextInt(400);
            var times = asked.computeIfAbsent(number, none -> new ArrayDeque<>());
            long begin = now - 120_000;
            times.removeIf(time -> time < begin);
            times.add(now);
            boolean isOver = rate.isOver(numbered(number), now);
            if (times.size() <= 10) {
                assertThat(isOver)
                        .as("seed %d, %d in two windows", seed, times.size())
                        .isFalse();
            }
        }
    }

    @Test
    void allocatesNothing() {
        var addresses = new byte[1000][];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = numbered(i);
        }
        for (int round = 0; round < 100; round++) {
            askAll(addresses);
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < 100; round++) {
            askAll(addresses);
        }

        // 100,000 requests; the compiler may allocate a little on this thread.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }

    private void askAll(byte[][] addresses) {
        for (var address : addresses) {
            rate.isOver(address, NOW);
        }
    }

    @Test
    void refusesWhatItCannotCount() {
        assertThatThrownBy(() -> new AddressRate(0, Duration.ofMinutes(1), 1024, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AddressRate(1, Duration.ZERO, 1024, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AddressRate(1, Duration.ofMinutes(1), 1000, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
