package io.clickway.judge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;

/**
 * What {@link AddressRanges} with 50,000 ranges and {@link AddressRate} cost per address: prints nanoseconds of each
 * run.
 */
final class AddressBenchmark {

    private static final int RANGES = 50_000;
    private static final int LOOKS = 1 << 20;
    private static final int RUNS = 5;

    private AddressBenchmark() {}

    public static void main(String... args) {
        var random = new Random(1);
        var lines = new ArrayList<String>();
        for (int i = 0; i < RANGES / 2; i++) {
            lines.add("%d.%d.%d.0/%d"
                    .formatted(
                            1 + random.nextInt(223), random.nextInt(256), random.nextInt(256), 20 + random.nextInt(9)));
            lines.add("2a%02x:%x:%x::/%d"
                    .formatted(
                            random.nextInt(256),
                            random.nextInt(65_536),
                            random.nextInt(65_536),
                            32 + random.nextInt(17)));
        }
        var ranges = AddressRanges.parse(lines);
        var rate = new AddressRate(100, Duration.ofMinutes(1), 1 << 16, 1);
        var v4 = addresses(random, 4);
        var v6 = addresses(random, 16);
        System.out.println(lines.size() + " ranges, " + ranges.size() + " after joining");
        measure("in the ranges, v4", v4, (address, now) -> ranges.contains(address));
        measure("in the ranges, v6", v6, (address, now) -> ranges.contains(address));
        measure("over the rate, v4", v4, rate::isOver);
        measure("over the rate, v6", v6, rate::isOver);
    }

    private interface Question {
        boolean holds(byte[] address, long nowMillis);
    }

    private static byte[][] addresses(Random random, int length) {
        var addresses = new byte[4096][length];
        for (var address : addresses) {
            random.nextBytes(address);
            if (length == 16) {
                address[0] = 0x2a;
            }
        }
        return addresses;
    }

    private static void measure(String what, byte[][] addresses, Question question) {
        var line = new StringBuilder(what).append(':');
        int held = 0;
        for (int run = 0; run <= RUNS; run++) {
            long begun = System.nanoTime();
            for (int i = 0; i < LOOKS; i++) {
                held += question.holds(addresses[i % addresses.length], 1_795_000_000_000L + i / 100) ? 1 : 0;
            }
            if (run > 0) {
                line.append(' ').append((System.nanoTime() - begun) / LOOKS);
            }
        }
        System.out.println(line.append(" ns (").append(held).append(" held)"));
    }
}
