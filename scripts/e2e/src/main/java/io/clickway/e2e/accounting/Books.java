package io.clickway.e2e.accounting;

import io.clickway.e2e.system.LocalSystem;
import io.clickway.e2e.system.Shell;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sums of the ledger and of the tables at one moment, to be compared with those of a later one.
 *
 * @param rows of the table clicks
 * @param received events in the ledger: stored or in quarantine
 * @param quarantine things in quarantine, whatever their state
 */
public record Books(
        long rows,
        long storedClicks,
        long storedWatermarks,
        long duplicates,
        long quarantined,
        long received,
        long quarantine) {

    /** Rows of each kind of difference that are told. */
    private static final int SHOWN = 5;

    private static final String PSQL = "/usr/lib/postgresql/15/bin/psql";

    public static Books of(Connection database) throws SQLException {
        try (var statement = database.prepareStatement("""
                        select
                            (select count(*) from clicks),
                            coalesce(sum(stored_clicks), 0),
                            coalesce(sum(stored_watermarks), 0),
                            coalesce(sum(duplicates), 0),
                            coalesce(sum(quarantined), 0),
                            coalesce(sum((select sum(upper(r) - lower(r)) from unnest(received) as r)), 0),
                            (select count(*) from quarantine)
                        from ledger_all
                        """);
                var row = statement.executeQuery()) {
            row.next();
            return new Books(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6),
                    row.getLong(7));
        }
    }

    /**
     * The differences that {@code docs/sql/audit.sql} finds between ledger, rows and rollups, row by row. None is the good
     * answer; its last part, a summary by region, is left out. With differences psql fails, which is no failure here.
     */
    public static List<String> audit(LocalSystem system) {
        var url = system.postgresUrl();
        var user = url.getUserInfo().split(":", 2);
        var said = Shell.run(
                        Duration.ofMinutes(3),
                        "",
                        Map.of("PGPASSWORD", user[1]),
                        List.of(
                                PSQL,
                                "-X",
                                "-q",
                                "-At",
                                "-v",
                                "ON_ERROR_STOP=1",
                                "-h",
                                url.getHost(),
                                "-p",
                                String.valueOf(url.getPort()),
                                "-U",
                                user[0],
                                "-d",
                                url.getPath().substring(1),
                                "-f",
                                system.root().resolve("docs/sql/audit.sql").toString()))
                .said();
        var differences = new ArrayList<String>();
        var heading = "";
        int rows = 0;
        for (var line : said.lines().toList()) {
            boolean ends = line.startsWith("The books");
            if (ends || line.matches("\\d+\\. .*")) {
                if (rows > SHOWN) {
                    differences.add(heading + ": and " + (rows - SHOWN) + " more");
                }
                if (ends) {
                    return differences;
                }
                heading = line;
                rows = 0;
            } else if (!line.isBlank() && ++rows <= SHOWN) {
                differences.add(heading + ": " + line);
            }
        }
        throw new IllegalStateException("audit.sql did not come to its end: " + said);
    }

    /** Minutes and regions in which the rollup by minute isn't the number of rows. */
    public static List<String> minutes(Connection database) throws SQLException {
        var wrong = new ArrayList<String>();
        try (var statement = database.prepareStatement("""
                        with counted as (
                            select date_trunc('minute', occurred_at) as minute_at, region, count(*) as clicks
                            from clicks join edge_ledger using (source_no)
                            where occurred_at > now() - interval '1 hour'
                            group by 1, 2),
                        told as (
                            select minute_at, region, sum(clicks) as clicks
                            from clicks_per_minute
                            group by 1, 2)
                        select minute_at, region, m.clicks, c.clicks
                        from counted c
                            left join told m using (minute_at, region)
                        where m.clicks is distinct from c.clicks
                          and minute_at >= now() - interval '50 minutes'
                        """);
                var row = statement.executeQuery()) {
            while (row.next()) {
                wrong.add("minute " + row.getString(1) + " " + row.getString(2) + ": " + row.getString(3)
                        + " instead of " + row.getString(4));
            }
        }
        return wrong;
    }
}
