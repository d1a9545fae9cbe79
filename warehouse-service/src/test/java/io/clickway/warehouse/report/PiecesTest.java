package io.clickway.warehouse.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.warehouse.report.Pieces.Piece;
import io.clickway.warehouse.rollup.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PiecesTest {

    private static final Set<Span> ALL = EnumSet.allOf(Span.class);
    private static final List<String> ZONES = List.of(
            "UTC",
            "Asia/Kathmandu",
            "America/St_Johns",
            "Europe/Kyiv",
            "Australia/Lord_Howe",
            "Pacific/Apia",
            "America/Sao_Paulo",
            "America/Havana");
    private static final List<List<Dimension>> TIMES = List.of(
            List.of(),
            List.of(Dimension.HOUR),
            List.of(Dimension.DAY),
            List.of(Dimension.WEEK),
            List.of(Dimension.MONTH),
            List.of(Dimension.HOUR_OF_WEEK),
            List.of(Dimension.MONTH, Dimension.WEEK),
            List.of(Dimension.DAY, Dimension.HOUR_OF_WEEK));

    @Test
    void takesTheCoarsestCells() {
        assertThat(pieces(List.of(), "UTC", "2026-09-29T22:45:00Z", "2026-12-03T01:00:00Z")
                        .of())
                .isEqualTo(Map.of(
                        Span.QUARTER, List.of(piece("2026-09-29T22:45:00Z", "2026-09-29T23:00:00Z")),
                        Span.HOUR,
                                List.of(
                                        piece("2026-09-29T23:00:00Z", "2026-09-30T00:00:00Z"),
                                        piece("2026-12-03T00:00:00Z", "2026-12-03T01:00:00Z")),
                        Span.DAY,
                                List.of(
                                        piece("2026-09-30T00:00:00Z", "2026-10-01T00:00:00Z"),
                                        piece("2026-12-01T00:00:00Z", "2026-12-03T00:00:00Z")),
                        Span.MONTH, List.of(piece("2026-10-01T00:00:00Z", "2026-12-01T00:00:00Z"))));
    }

    @Test
    void daysOfAZoneOfWholeHoursAreOnePieceOfHours() {
        assertThat(pieces(List.of(Dimension.DAY), "Europe/Kyiv", "2026-10-01T21:00:00Z", "2026-11-01T22:00:00Z")
                        .of())
                .isEqualTo(Map.of(Span.HOUR, List.of(piece("2026-10-01T21:00:00Z", "2026-11-01T22:00:00Z"))));
    }

    @Test
    void whatCutsAQuarterCannotBePutTogether() {
        var at = Instant.parse("2026-10-01T00:00:00Z");
        assertThat(Pieces.of(grid(List.of(), "UTC", at.plusMillis(1), at.plusSeconds(900)), ALL))
                .isEmpty();
        assertThat(Pieces.of(grid(List.of(), "UTC", at, at.plusSeconds(901)), ALL))
                .isEmpty();
        assertThat(Pieces.of(grid(List.of(), "UTC", at, at.plusSeconds(900)), EnumSet.of(Span.HOUR, Span.DAY)))
                .isEmpty();
        assertThat(Pieces.of(grid(List.of(), "UTC", at, at), Set.of()))
                .hasValueSatisfying(pieces -> assertThat(pieces.of()).isEmpty());
    }

    @Test
    void piecesAreDisjointCoverTheRangeAndNeverCrossAGroup() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            var zone = ZONES.get(random.nextInt(ZONES.size()));
            var by = TIMES.get(random.nextInt(TIMES.size()));
            var from = Instant.ofEpochSecond((1_262_304_000L + random.nextInt(530_000_000)) / 900 * 900);
            var to = from.plusSeconds(900L * random.nextInt(20_000));
            var grid = grid(by, zone, from, to);
            var description = "seed %d: by %s in %s from %s to %s".formatted(seed, by, zone, from, to);
            // St. John's used to turn its clock a minute after midnight.
            if (Pieces.isOnQuarters(grid)) {
                check(grid, Pieces.of(grid, ALL).orElseThrow(), from, to, description);
            } else {
                assertThat(Pieces.of(grid, ALL)).as(description).isEmpty();
            }
        }
    }

    private static void check(TimeGrid grid, Pieces pieces, Instant from, Instant to, String description) {
        var cells = new ArrayList<Piece>();
        pieces.of().forEach((span, of) -> {
            var own = of.stream().flatMap(piece -> cells(span, piece).stream()).toList();
            assertThat(pieces.buckets(span))
                    .as(description)
                    .isEqualTo(own.stream().map(Piece::from).toList());
            cells.addAll(own);
        });
        cells.sort(Comparator.comparing(Piece::from));
        var at = from;
        for (var cell : cells) {
            assertThat(cell.from()).as(description).isEqualTo(at);
            assertThat(interval(grid, cell.from()))
                    .as(description)
                    .isEqualTo(interval(grid, cell.to().minusMillis(1)));
            at = cell.to();
        }
        assertThat(at).as(description).isEqualTo(to);
    }

    private static List<Piece> cells(Span span, Piece piece) {
        var cells = new ArrayList<Piece>();
        for (var at = piece.from(); at.isBefore(piece.to()); ) {
            var next = switch (span) {
                case QUARTER -> at.plus(Duration.ofMinutes(15));
                case HOUR -> at.plus(Duration.ofHours(1));
                case DAY -> at.plus(Duration.ofDays(1));
                case MONTH -> at.atZone(ZoneId.of("UTC")).plusMonths(1).toInstant();
            };
            cells.add(new Piece(at, next));
            at = next;
        }
        return cells;
    }

    private static int interval(TimeGrid grid, Instant at) {
        int found = java.util.Collections.binarySearch(grid.starts(), at);
        return found >= 0 ? found : -found - 2;
    }

    private static Pieces pieces(List<Dimension> by, String zone, String from, String to) {
        return Pieces.of(grid(by, zone, Instant.parse(from), Instant.parse(to)), ALL)
                .orElseThrow();
    }

    private static TimeGrid grid(List<Dimension> by, String zone, Instant from, Instant to) {
        return TimeGrid.of(by, ZoneId.of(zone), from, to);
    }

    private static Piece piece(String from, String to) {
        return new Piece(Instant.parse(from), Instant.parse(to));
    }
}
