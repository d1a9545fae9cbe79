package io.clickway.warehouse.partition;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/** Which days need partitions: yesterday to {@code daysAhead} days from now, and whatever day stored events ask for. */
public record PartitionPlanner(int daysAhead, Clock clock) {

    public PartitionPlanner {
        if (daysAhead < 1) {
            throw new IllegalArgumentException("partitions are made at least one day ahead, not " + daysAhead);
        }
    }

    /** Days in UTC that every table should have a partition for by now. */
    public SortedSet<LocalDate> due() {
        var today = today();
        var days = new TreeSet<LocalDate>();
        for (int day = -1; day <= daysAhead; day++) {
            days.add(today.plusDays(day));
        }
        return days;
    }

    /** Of the days asked for, those not known to have partitions. */
    public static SortedSet<LocalDate> lacking(Collection<LocalDate> asked, Collection<LocalDate> known) {
        var days = new TreeSet<>(asked);
        days.removeAll(known);
        return days;
    }

    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
