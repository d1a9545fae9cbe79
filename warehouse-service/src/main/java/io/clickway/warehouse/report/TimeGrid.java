package io.clickway.warehouse.report;

import io.clickway.warehouse.problem.ProblemException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A range cut into intervals, each of which lies in one group of the asked dimensions of time. Intervals follow each other
 * without gaps; several may belong to one group: an hour of the week comes again each week, and where a clock is turned back
 * over midnight a day goes on after the next one has begun.
 *
 * <p>A day, week or month is named by its first moment, also where midnight doesn't exist or comes twice. An hour is the local
 * hour at one offset, so one that is repeated when summer time ends is two.
 */
final class TimeGrid {

    /** Of more hours than in twenty years nobody reads a table. */
    static final int MAX_INTERVALS = 200_000;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");
    private static final int HOUR_SECONDS = 3_600;
    private static final int HOURS_OF_DAY = 24;

    private final List<Dimension> dimensions;
    private final ZoneId zone;
    private final Instant end;
    private final List<Instant> starts = new ArrayList<>();
    private final List<Integer> groups = new ArrayList<>();
    /** Of each group, the place of its label in each dimension. */
    private final List<List<Integer>> places = new ArrayList<>();

    private final List<List<Object>> labels = new ArrayList<>();
    private final Map<List<Integer>, Integer> groupOfPlaces = new HashMap<>();
    private final List<Map<Object, Integer>> seen = new ArrayList<>();

    private TimeGrid(List<Dimension> dimensions, ZoneId zone, Instant end) {
        this.dimensions = dimensions;
        this.zone = zone;
        this.end = end;
        dimensions.forEach(_ -> seen.add(new HashMap<>()));
    }

    /** @param dimensions of time; none: all is one group */
    static TimeGrid of(List<Dimension> dimensions, ZoneId zone, Instant from, Instant to) {
        var grid = new TimeGrid(dimensions, zone, to);
        for (var at = from; at.isBefore(to); at = grid.next(at)) {
            grid.add(at, grid.groupOf(grid.labelsAt(at)));
        }
        return grid;
    }

    /** Another range by the groups of this one: its first day is the first day of this one, and so on; beyond them is group 0. */
    TimeGrid follow(Instant from, Instant to) {
        var other = new TimeGrid(dimensions, zone, to);
        for (var at = from; at.isBefore(to); at = other.next(at)) {
            other.add(at, groupOfPlaces.getOrDefault(other.placesOf(other.labelsAt(at)), 0));
        }
        return other;
    }

    /** Starts of the intervals, in order. */
    List<Instant> starts() {
        return starts;
    }

    Instant end() {
        return end;
    }

    /** The group of each interval, from 1. */
    List<Integer> groups() {
        return groups;
    }

    /** Whether the number of an interval is that of its group. */
    boolean isPlain() {
        for (int i = 0; i < groups.size(); i++) {
            if (groups.get(i) != i + 1) {
                return false;
            }
        }
        return true;
    }

    /** How many groups there are; they are numbered from 1. */
    int size() {
        return labels.size();
    }

    /** One per dimension. */
    List<Object> labels(int group) {
        return labels.get(group - 1);
    }

    /** The place of each group's label among those of a dimension, to sort by. */
    List<Integer> places(int dimension) {
        return places.stream().map(each -> each.get(dimension)).toList();
    }

    private void add(Instant at, int group) {
        if (!groups.isEmpty() && groups.getLast() == group) {
            return;
        }
        if (groups.size() == MAX_INTERVALS) {
            throw ProblemException.invalid(
                    "by",
                    "would cut the range into more than " + MAX_INTERVALS
                            + " pieces of time; narrow from and to or take "
                            + (dimensions.contains(Dimension.DAY) ? "week or month" : "day, week or month"));
        }
        starts.add(at);
        groups.add(group);
    }

    private int groupOf(List<Object> labelsHere) {
        var key = placesOf(labelsHere);
        return groupOfPlaces.computeIfAbsent(key, _ -> {
            places.add(key);
            labels.add(labelsHere);
            return labels.size();
        });
    }

    private List<Integer> placesOf(List<Object> labelsHere) {
        var key = new ArrayList<Integer>(labelsHere.size());
        for (int i = 0; i < labelsHere.size(); i++) {
            var places = seen.get(i);
            key.add(
                    labelsHere.get(i) instanceof Integer hourOfWeek
                            ? hourOfWeek
                            : places.computeIfAbsent(labelsHere.get(i), _ -> places.size()));
        }
        return key;
    }

    private List<Object> labelsAt(Instant at) {
        var offset = zone.getRules().getOffset(at);
        var local = LocalDateTime.ofInstant(at, offset);
        return dimensions.stream()
                .map(dimension -> label(dimension, local, offset))
                .toList();
    }

    private Object label(Dimension dimension, LocalDateTime local, ZoneOffset offset) {
        var day = local.toLocalDate();
        return switch (dimension) {
            case HOUR ->
                OffsetDateTime.of(local.truncatedTo(ChronoUnit.HOURS), offset).format(TIME);
            case DAY -> day.atStartOfDay(zone).format(TIME);
            case WEEK ->
                day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                        .atStartOfDay(zone)
                        .format(TIME);
            case MONTH -> day.withDayOfMonth(1).atStartOfDay(zone).format(TIME);
            case HOUR_OF_WEEK -> (day.getDayOfWeek().getValue() - 1) * HOURS_OF_DAY + local.getHour();
            default -> throw new IllegalArgumentException(dimension + " is no time");
        };
    }

    /** Where the labels may change next: at a boundary, or when the clock is turned. */
    private Instant next(Instant at) {
        if (dimensions.isEmpty()) {
            return end;
        }
        var offset = zone.getRules().getOffset(at);
        var local = LocalDateTime.ofInstant(at, offset);
        var next = boundary(local).toInstant(offset);
        var turn = zone.getRules().nextTransition(at);
        return turn != null && turn.getInstant().isBefore(next) ? turn.getInstant() : next;
    }

    /** The nearest boundary as if the clock were never turned. */
    private LocalDateTime boundary(LocalDateTime local) {
        if (dimensions.contains(Dimension.HOUR) || dimensions.contains(Dimension.HOUR_OF_WEEK)) {
            return local.truncatedTo(ChronoUnit.HOURS).plusSeconds(HOUR_SECONDS);
        }
        var day = local.toLocalDate();
        if (dimensions.contains(Dimension.DAY)) {
            return day.plusDays(1).atStartOfDay();
        }
        var week = day.with(TemporalAdjusters.next(DayOfWeek.MONDAY)).atStartOfDay();
        var month = day.with(TemporalAdjusters.firstDayOfNextMonth()).atStartOfDay();
        if (!dimensions.contains(Dimension.MONTH)) {
            return week;
        }
        return dimensions.contains(Dimension.WEEK) && week.isBefore(month) ? week : month;
    }
}
