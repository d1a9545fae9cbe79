package io.clickway.warehouse.view;

import io.clickway.warehouse.rollup.Cube;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;

/**
 * When {@code country_device_hours_mv} answers a report as exactly as the cubes do. {@link #fits} says whether it has what is
 * asked; {@link #isCurrent} whether nothing of the range changed since it was refreshed. The latter and the report must be read
 * in one snapshot, so in one transaction that is repeatable read.
 */
public final class ExactHours {

    /** Its columns: workspace_id, bucket_at (begin of the month), hour_of_week, country, device, verdict, region, clicks. */
    public static final String RELATION = WideView.COUNTRY_DEVICE_HOURS.relation();

    /** As reports name them. */
    public static final Set<String> DIMENSIONS =
            Set.of("hour_of_week", "month", "country", "device", "verdict", "region", "workspace");

    public static final int HOURS_OF_WEEK = 168;

    private static final String IS_CURRENT = """
            select
                not exists (
                    select
                    from rollup_days d
                    where d.day >= ?
                      and d.day < ?
                      and not exists (
                        select
                        from mv_days m
                        where m.name = 'country_device_hours'
                          and m.day = d.day
                          and m.changed_at = d.changed_at
                          and d.state = 'counted'))
                and not exists (
                    select
                    from rollup_deltas
                    where cube = ?
                      and bucket_at >= ?
                      and bucket_at < ?)
                and ?::timestamptz >= (
                    select (date_trunc('month', snapshot_at at time zone 'UTC') - interval '12 months') at time zone 'UTC'
                    from mv_states
                    where name = 'country_device_hours')
                and ?::timestamptz <= (
                    select (date_trunc('month', snapshot_at at time zone 'UTC') + interval '1 month') at time zone 'UTC'
                    from mv_states
                    where name = 'country_device_hours')
            """;

    private ExactHours() {}

    /**
     * @param from first moment of the range
     * @param to first moment behind it
     * @param dimensions all that the question groups and filters by
     */
    public static boolean fits(Instant from, Instant to, ZoneId zone, Set<String> dimensions) {
        return DIMENSIONS.containsAll(dimensions)
                && from.isBefore(to)
                && beginsMonth(from)
                && beginsMonth(to)
                && isUtc(zone, from, to);
    }

    /** False as well when the view was never refreshed, or the range reaches out of the months that it holds. */
    public static boolean isCurrent(Connection connection, Instant from, Instant to) throws SQLException {
        try (var select = connection.prepareStatement(IS_CURRENT)) {
            var begin = from.atOffset(ZoneOffset.UTC);
            var end = to.atOffset(ZoneOffset.UTC);
            select.setObject(1, begin.toLocalDate());
            select.setObject(2, end.toLocalDate());
            select.setInt(3, Cube.COUNTRY.number());
            select.setObject(4, begin);
            select.setObject(5, end);
            select.setObject(6, begin);
            select.setObject(7, end);
            try (var row = select.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static boolean beginsMonth(Instant moment) {
        OffsetDateTime utc = moment.atOffset(ZoneOffset.UTC);
        return utc.getDayOfMonth() == 1 && utc.toLocalTime().equals(LocalTime.MIDNIGHT);
    }

    /** Also Europe/London in winter: what counts is the range, not the zone's name. */
    private static boolean isUtc(ZoneId zone, Instant from, Instant to) {
        var rules = zone.getRules();
        var next = rules.nextTransition(from);
        return rules.getOffset(from).equals(ZoneOffset.UTC)
                && (next == null || !next.getInstant().isBefore(to));
    }
}
