package io.clickway.warehouse.view;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * Which days {@code country_device_hours_mv} counts whole, kept in {@code mv_days} with the change of the cubes that it has
 * seen. A month whose sum is not that of the month's cells is left out: its hours may be held no longer.
 */
final class WholeDays {

    private static final String FORGET = """
            delete from mv_days
            where name = 'country_device_hours'
            """;

    private static final String REMEMBER = """
            with months as (
                select (date_trunc('month', now() at time zone 'UTC') - make_interval(months => ago)) as month
                from generate_series(0, 12) as ago),
            viewed as (
                select
                    bucket_at at time zone 'UTC' as month,
                    sum(clicks) as clicks
                from country_device_hours_mv
                group by bucket_at),
            counted as (
                select
                    bucket_at at time zone 'UTC' as month,
                    sum(clicks) as clicks
                from clicks_by_country_1mo
                where bucket_at >= (date_trunc('month', now() at time zone 'UTC') - interval '12 months') at time zone 'UTC'
                group by bucket_at)
            insert into mv_days (name, day, changed_at)
            select
                'country_device_hours',
                d.day,
                d.changed_at
            from rollup_days d
                join months m on m.month = date_trunc('month', d.day::timestamp)
                left join viewed v using (month)
                left join counted c using (month)
            where d.state = 'counted'
              and coalesce(v.clicks, 0) = coalesce(c.clicks, 0)
            """;

    /** Within the transaction of the refresh, so that both saw the same. */
    void remember(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(FORGET);
            statement.executeUpdate(REMEMBER);
        }
    }
}
