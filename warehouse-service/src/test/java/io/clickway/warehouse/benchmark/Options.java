package io.clickway.warehouse.benchmark;

import java.nio.file.Path;
import java.util.List;

/**
 * What is asked of a run.
 *
 * @param only sections
 * @param clicks that the great table holds at the end
 * @param rounds of what is repeated
 * @param isQuick few of everything: tries that it works, its figures mean nothing
 * @param out where table and plot go
 * @param net first two octets of the servers' addresses
 * @param home of the whole system that the script has started for the sections that need one; empty for none
 * @param yearClicks clicks a day that the year stands for
 * @param scanClicks that lie there for the full scans
 * @param rate clicks a second while latency is measured
 */
record Options(
        List<String> only,
        long clicks,
        int rounds,
        boolean isQuick,
        Path out,
        String net,
        String home,
        long yearClicks,
        long scanClicks,
        int rate) {

    /** Name by name in the order of the parameters, as the script hands them over. */
    static Options of(String... arguments) {
        return new Options(
                List.of(arguments[0].split(",")),
                Long.parseLong(arguments[1]),
                Integer.parseInt(arguments[2]),
                Boolean.parseBoolean(arguments[3]),
                Path.of(arguments[4]),
                arguments[5],
                arguments[6],
                Long.parseLong(arguments[7]),
                Long.parseLong(arguments[8]),
                Integer.parseInt(arguments[9]));
    }

    boolean wants(String section) {
        return only.contains(section);
    }

    long atMost(long most) {
        return Math.min(clicks, isQuick ? Math.min(most, 200_000) : most);
    }
}
