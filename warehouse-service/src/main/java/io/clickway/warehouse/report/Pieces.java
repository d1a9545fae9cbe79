package io.clickway.warehouse.report;

import io.clickway.warehouse.rollup.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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

    /** The buckets of this span, in order; none when it isn't needed. */
    List<Instant> buckets(Span span) {
        return of.getOrDefault(span, List.of()).stream()
                .flatMap(piece -> Stream.iterate(
                        piece.from(),
                        at -> at.isBefore(piece.to()),
                        at -> span.bucket(at).to()))
                .toList();
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
        var first = isStart(from, span) ? from : span.bucket(from).to();
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
        return span.bucket(at).from();
    }
}
