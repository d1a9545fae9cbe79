package io.clickway.warehouse.migrate;

import io.clickway.warehouse.datapath.Centre;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** A database as version 050 left it: days of clicks in partitions of the old layout, with their books and rollup. */
final class OldDatabase {

    static final String VERSION = "050";
    static final int DAYS = 5;
    static final int CLICKS = 100_000;
    private static final int SOURCES = 4;

    private final Centre centre;

    OldDatabase(Centre centre) {
        this.centre = centre;
    }

    static String partition(String table, LocalDate day) {
        return table + "_p" + DateTimeFormatter.BASIC_ISO_DATE.format(day);
    }

    void fill() {
        var today = LocalDate.now(ZoneOffset.UTC);
        for (int day = -DAYS; day <= 3; day++) {
            for (var table : List.of("clicks", "watermarks", "client_addresses")) {
                attach(table, today.plusDays(day));
            }
        }
        centre.run("""
                insert into edge_ledger (source_id, region, edge, received, declared, stored_clicks)
                select 1000 + s, 'eu', 'edge-eu', int8multirange(int8range(1, %1$d + 1)), %1$d, %1$d
                from generate_series(1, %2$d) as s
                """.formatted(CLICKS / SOURCES, SOURCES));
        centre.run("""
                insert into clicks (
                    occurred_at, seq, visitor, click_id, source_no, workspace_id, link_id, campaign_id, config_version,
                    flags, judge_version, device, method, verdict, country, network, os, browser, language, host, target,
                    referrer, user_agent, destination, reasons, cost, currency, sub1, sub2, parameters, asn, link_revision,
                    draw, signals, outcome, continent, subdivision, city, os_version, browser_version)
                select
                    (date_trunc('day', now() at time zone 'UTC') at time zone 'UTC') - interval '%1$d days'
                        + n * (interval '%1$d days' / (%2$d + 1)),
                    (n - 1) / %3$d + 1, hashint8(n), gen_random_uuid(), (n - 1) %% %3$d + 1, 1, n %% 50 + 1, n %% 7 + 1, 3,
                    0, 2, n %% 7, 1, n %% 5, (array['DE', 'AT', '', 'US'])[n %% 4 + 1], '192.0.2.0/24',
                    (array['Android', 'iOS', 'Windows'])[n %% 3 + 1], 'Chrome', 'de', 'go.example', '/l' || n %% 50 || '?x=' || n,
                    case when n %% 2 = 0 then 'https://News.Example/a?b' else '' end, 'Mozilla/5.0 (' || n %% 400 || ')',
                    'https://example.com/' || n %% 9, case when n %% 5 = 2 then array['ua-crawler'] else '{}' end,
                    case when n %% 3 = 0 then 0.25 end, case when n %% 3 = 0 then 'EUR' end, 'p' || n %% 100, null,
                    case when n %% 2 = 0 then jsonb_build_object('gclid', md5(n::text)) end,
                    case when n %% 2 = 0 then 3320 end, case when n %% 2 = 0 then 1 end, case when n %% 2 = 0 then 5 end,
                    n %% 4, case when n %% 2 = 0 then 1 end, case when n %% 2 = 0 then 'EU' end,
                    case when n %% 2 = 0 then 'BY' end, case when n %% 2 = 0 then 'München' end,
                    case when n %% 2 = 0 then '17.5' end, case when n %% 2 = 0 then '120' end
                from generate_series(1, %2$d) as n
                """.formatted(DAYS, CLICKS, SOURCES));
        centre.run("""
                insert into clicks_15m
                select
                    date_bin('15 minutes', occurred_at, timestamptz '2000-01-01 00:00:00+00'), workspace_id, 'eu',
                    campaign_id, link_id, country, verdict, count(*)
                from clicks
                group by 1, 2, 3, 4, 5, 6, 7
                """);
        centre.run("analyze");
    }

    /** As the version of then made partitions. */
    private void attach(String table, LocalDate day) {
        var name = partition(table, day);
        centre.run("insert into partition_state (day, table_name) values ('" + day + "', '" + table + "')");
        centre.run("create table " + name + " (like " + table
                + " including defaults including constraints including storage)");
        centre.run("alter table " + table + " attach partition " + name + " for values from ('" + day
                + "T00:00:00Z') to ('" + day.plusDays(1) + "T00:00:00Z')");
    }

    /** What analysts of then see of the days that are over, whatever was added since. */
    String seen(List<String> columns) {
        return centre.texts("""
                select md5(string_agg(seen::text, chr(10) order by seen.source, seen.seq))
                from (
                    select %s
                    from reporting.clicks
                    where occurred_at < date_trunc('day', now() at time zone 'UTC') at time zone 'UTC') as seen
                """.formatted(String.join(", ", columns))).getFirst();
    }

    List<String> columns() {
        return centre.texts("""
                select column_name
                from information_schema.columns
                where table_schema = 'reporting' and table_name = 'clicks'
                order by ordinal_position
                """);
    }
}
