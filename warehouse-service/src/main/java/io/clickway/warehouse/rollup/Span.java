package io.clickway.warehouse.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** How much time a cell covers, in UTC; also the end of its table's name. From fine to coarse. */
public enum Span {
    QUARTER("15m", "date_bin('15 minutes', %s, timestamptz '2000-01-01 00:00:00+00')"),
    HOUR("1h", "date_bin('1 hour', %s, timestamptz '2000-01-01 00:00:00+00')"),
    DAY("1d", "date_bin('1 day', %s, timestamptz '2000-01-01 00:00:00+00')"),
    MONTH("1mo", "date_trunc('month', %s, 'UTC')");

    private final String suffix;
    private final String floor;

    Span(String suffix, String floor) {
        this.suffix = suffix;
        this.floor = floor;
    }

    public String suffix() {
        return suffix;
    }

    /** SQL of the start of the bucket that holds this moment, whatever the session's time zone. */
    public String floor(String moment) {
        return floor.formatted(moment);
    }

    /** The bucket that holds this moment. */
    public Bucket bucket(Instant moment) {
        var day = moment.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
        return switch (this) {
            case QUARTER -> Bucket.of(moment, Duration.ofMinutes(15));
            case HOUR -> Bucket.of(moment, Duration.ofHours(1));
            case DAY -> Bucket.of(moment, Duration.ofDays(1));
            case MONTH -> {
                var first = day.withDayOfMonth(1);
                yield new Bucket(first.toInstant(), first.plusMonths(1).toInstant());
            }
        };
    }

    /** From a moment to before another. */
    public record Bucket(Instant from, Instant to) {

        private static Bucket of(Instant moment, Duration length) {
            long seconds = length.toSeconds();
            var from = Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), seconds) * seconds);
            return new Bucket(from, from.plus(length));
        }
    }

    /** Whether its tables are cut into partitions by month. */
    public boolean isFine() {
        return this == QUARTER || this == HOUR;
    }
}
