package io.clickway.warehouse.report;

import io.clickway.warehouse.rollup.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A range put together from cells: as coarse as possible, disjoint, covering it exactly, and none across the boundary of a
 * group. Neighbours of the same span are one piece.
 */
record Pieces(Map<Span, List<Piece>> of) {

    /** From (included) to (excluded), on boundaries of its span. */
    record Piece(Instant from, Instant to) {}

    /** Empty when these spans can't make it up exactly, e.g. because an end lies within a quarter of an hour. */
    static Optional<Pieces> of(TimeGrid grid, Set<Span> spans) {
        var found = new EnumMap<Span, List<Piece>>(Span.class);
        var fromCoarse = spans.stream().sorted(Comparator.reverseOrder()).toList();
        var starts = grid.starts();
        for (int i = 0; i < starts.size(); i++) {
            var end = i + 1 < starts.size() ? starts.get(i + 1) : grid.end();
            if (!cut(starts.get(i), end, fromCoarse, found)) {
                return Optional.empty();
            }
        }
        found.values().forEach(pieces -> pieces.sort(Comparator.comparing(Piece::from)));
        found.replaceAll((_, pieces) -> merged(pieces));
        return Optional.of(new Pieces(Map.copyOf(found)));
    }

    /** Which spans it would take that aren't there. */
    static boolean isOnQuarters(TimeGrid grid) {
        return grid.starts().stream().allMatch(at -> isStart(at, Span.QUARTER)) && isStart(grid.end(), Span.QUARTER);
    }

    private static boolean cut(Instant from, Instant to, List<Span> fromCoarse, Map<Span, List<Piece>> found) {
        if (!from.isBefore(to)) {
            return true;
        }
        if (fromCoarse.isEmpty()) {
            return false;
        }
        var span = fromCoarse.getFirst();
        var finer = fromCoarse.subList(1, fromCoarse.size());
        var first = isStart(from, span) ? from : next(from, span);
        var last = start(to, span);
        if (!first.isBefore(last)) {
            return cut(from, to, finer, found);
        }
        found.computeIfAbsent(span, _ -> new ArrayList<>()).add(new Piece(first, last));
        return cut(from, first, finer, found) && cut(last, to, finer, found);
    }

    private static List<Piece> merged(List<Piece> pieces) {
        var merged = new ArrayList<Piece>();
        for (var piece : pieces) {
            if (!merged.isEmpty() && merged.getLast().to().equals(piece.from())) {
                merged.set(merged.size() - 1, new Piece(merged.getLast().from(), piece.to()));
            } else {
                merged.add(piece);
            }
        }
        return merged;
    }

    private static boolean isStart(Instant at, Span span) {
        return start(at, span).equals(at);
    }

    private static Instant start(Instant at, Span span) {
        return switch (span) {
            case QUARTER -> floor(at, Duration.ofMinutes(15));
            case HOUR -> floor(at, Duration.ofHours(1));
            case DAY -> floor(at, Duration.ofDays(1));
            case MONTH ->
                LocalDate.ofInstant(at, ZoneOffset.UTC)
                        .withDayOfMonth(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
        };
    }

    private static Instant next(Instant at, Span span) {
        var start = start(at, span);
        return switch (span) {
            case QUARTER -> start.plus(Duration.ofMinutes(15));
            case HOUR -> start.plus(Duration.ofHours(1));
            case DAY -> start.plus(Duration.ofDays(1));
            case MONTH ->
                LocalDate.ofInstant(at, ZoneOffset.UTC)
                        .with(TemporalAdjusters.firstDayOfNextMonth())
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
        };
    }

    private static Instant floor(Instant at, Duration step) {
        long seconds = Math.floorDiv(at.getEpochSecond(), step.toSeconds()) * step.toSeconds();
        return Instant.ofEpochSecond(seconds);
    }
}
