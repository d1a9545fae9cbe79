package io.clickway.warehouse.rollup;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;

/**
 * What telling placements apart costs per click of three subs: a site of 3,000, one of 40 kinds, an id of its own. Prints the
 * median of eleven rounds in thread CPU time, and the spread; run it with the class path of the tests.
 */
public final class PlacementsBench {

    private static final int CLICKS = 200_000;

    private PlacementsBench() {}

    public static void main(String... arguments) {
        var threads = ManagementFactory.getThreadMXBean();
        var random = new Random(42);
        var sites = new String[CLICKS];
        var kinds = new String[CLICKS];
        var ids = new String[CLICKS];
        var campaigns = new int[CLICKS];
        for (int i = 0; i < CLICKS; i++) {
            // As they come out of a message: no two clicks share a String.
            sites[i] = "site-" + (int) Math.abs(random.nextGaussian() * 1_000) + ".example.com";
            kinds[i] = "creative-" + random.nextInt(40);
            ids[i] = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
            campaigns[i] = (int) Math.abs(random.nextGaussian() * 30);
        }
        var nanos = new double[11];
        long counted = 0;
        for (int round = 0; round < nanos.length + 5; round++) {
            var placements = new Placements();
            long began = threads.getCurrentThreadCpuTime();
            for (int i = 0; i < CLICKS; i++) {
                counted += placements.counted(campaigns[i], 1, 20_780, sites[i]).length();
                counted += placements.counted(campaigns[i], 2, 20_780, kinds[i]).length();
                counted += placements.counted(campaigns[i], 3, 20_780, ids[i]).length();
            }
            if (round >= 5) {
                nanos[round - 5] = (threads.getCurrentThreadCpuTime() - began) / (double) CLICKS;
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "Java %s, %d clicks of 3 subs: median %.0f ns of CPU per click (%.0f to %.0f), checksum %d%n",
                Runtime.version(), CLICKS, nanos[5], nanos[0], nanos[10], counted);
    }
}
