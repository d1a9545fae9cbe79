package io.clickway.warehouse.view;

import io.clickway.warehouse.datapath.Centre;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Cubes of made-up clicks, and what the views must hold of them, counted in plain Java. */
final class CubeFilling {

    private static final int HUMAN = 1;
    private static final int BOT = 2;

    static final String PARTITIONS = """
            create table counted_clicks (
                at timestamptz,
                workspace_id int,
                campaign_id int,
                link_id int,
                traffic_source_id int,
                country text,
                device smallint,
                verdict smallint,
                region text,
                sub_no smallint,
                placement text,
                visitor bigint);
            do $$
            declare
                month timestamp;
            begin
                for ago in -1..15 loop
                    month := date_trunc('month', now() at time zone 'UTC') - make_interval(months => ago);
                    execute format(
                        'create table if not exists clicks_by_country_1h_p%s partition of clicks_by_country_1h'
                            || ' for values from (%L) to (%L)',
                        to_char(month, 'YYYYMM'),
                        month at time zone 'UTC',
                        (month + interval '1 month') at time zone 'UTC');
                end loop;
            end
            $$;
            """;

    static final String FORGET = """
            truncate counted_clicks, clicks_by_link_1d, clicks_by_country_1h, clicks_by_country_1mo, clicks_by_placement_1d,
                visitors_by_campaign_1d, rollup_days, rollup_deltas
            """;

    private static final String COUNT = """
            truncate clicks_by_link_1d, clicks_by_country_1h, clicks_by_country_1mo, clicks_by_placement_1d,
                visitors_by_campaign_1d;
            insert into clicks_by_link_1d (
                bucket_at, clicks, workspace_id, campaign_id, link_id, traffic_source_id, verdict, region)
            select date_trunc('day', at, 'UTC'), count(*), workspace_id, campaign_id, link_id, traffic_source_id, verdict, region
            from counted_clicks
            group by 1, 3, 4, 5, 6, 7, 8;
            insert into clicks_by_country_1h (bucket_at, clicks, workspace_id, device, verdict, region, country)
            select date_trunc('hour', at, 'UTC'), count(*), workspace_id, device, verdict, region, country
            from counted_clicks
            group by 1, 3, 4, 5, 6, 7;
            insert into clicks_by_country_1mo (bucket_at, clicks, workspace_id, device, verdict, region, country)
            select date_trunc('month', at, 'UTC'), count(*), workspace_id, device, verdict, region, country
            from counted_clicks
            group by 1, 3, 4, 5, 6, 7;
            insert into clicks_by_placement_1d (
                bucket_at, clicks, workspace_id, campaign_id, traffic_source_id, sub_no, verdict, region, placement)
            select
                date_trunc('day', at, 'UTC'), count(*), workspace_id, campaign_id, traffic_source_id, sub_no, verdict, region,
                placement
            from counted_clicks
            group by 1, 3, 4, 5, 6, 7, 8, 9;
            insert into visitors_by_campaign_1d (bucket_at, workspace_id, campaign_id, verdict, region, visitors)
            select
                date_trunc('day', at, 'UTC'), workspace_id, campaign_id, verdict, region,
                hll_add_agg(hll_hash_bigint(visitor), sketch_log2m(), 5, -1, 1)
            from counted_clicks
            group by 1, 2, 3, 4, 5;
            insert into rollup_days (day)
            select distinct (at at time zone 'UTC')::date
            from counted_clicks
            on conflict (day) do update set changed_at = clock_timestamp()
            """;

    private CubeFilling() {}

    /** A click as the cubes see it; {@code at} is UTC. */
    record Counted(
            int workspaceId,
            LocalDateTime at,
            int campaignId,
            int linkId,
            int trafficSourceId,
            String country,
            int device,
            int verdict,
            String region,
            int subNo,
            String placement,
            long visitor) {

        LocalDate day() {
            return at.toLocalDate();
        }

        LocalDate month() {
            return day().withDayOfMonth(1);
        }
    }

    /** Half of them within six weeks, the others over fifteen months. */
    static List<Counted> clicks(Random random, LocalDate today, int count) {
        var clicks = new ArrayList<Counted>();
        for (int i = 0; i < count; i++) {
            int daysAgo = random.nextInt(random.nextBoolean() ? 42 : 460);
            clicks.add(new Counted(
                    1 + random.nextInt(2),
                    today.minusDays(daysAgo).atTime(random.nextInt(24), random.nextInt(60), random.nextInt(60)),
                    random.nextInt(3),
                    1 + random.nextInt(40),
                    random.nextInt(2),
                    List.of("DE", "AT", "").get(random.nextInt(3)),
                    random.nextInt(3),
                    random.nextInt(5),
                    random.nextBoolean() ? "eu" : "us",
                    1 + random.nextInt(2),
                    "p" + random.nextInt(5),
                    random.nextInt(150)));
        }
        return clicks;
    }

    /** Adds the clicks to those that are counted already. */
    static void fill(Centre centre, List<Counted> clicks) throws SQLException {
        try (var connection = centre.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            try (var insert = connection.prepareStatement("insert into counted_clicks values"
                    + " (?::timestamp at time zone 'UTC', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                for (var click : clicks) {
                    insert.setString(1, click.at().toString());
                    insert.setInt(2, click.workspaceId());
                    insert.setInt(3, click.campaignId());
                    insert.setInt(4, click.linkId());
                    insert.setInt(5, click.trafficSourceId());
                    insert.setString(6, click.country());
                    insert.setInt(7, click.device());
                    insert.setInt(8, click.verdict());
                    insert.setString(9, click.region());
                    insert.setInt(10, click.subNo());
                    insert.setString(11, click.placement());
                    insert.setLong(12, click.visitor());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            try (var statement = connection.createStatement()) {
                statement.execute(COUNT);
            }
            connection.commit();
        }
    }

    static List<String> topLinks(List<Counted> clicks, LocalDate today) {
        var first = today.minusDays(29);
        return by(clicks, click -> !click.day().isBefore(first), click -> click.workspaceId() + "|" + click.linkId())
                .entrySet()
                .stream()
                .map(group -> group.getKey() + "|" + figures(group.getValue()) + "|"
                        + days(group.getValue()).getFirst() + "|"
                        + days(group.getValue()).getLast())
                .toList();
    }

    static List<String> hours(List<Counted> clicks, LocalDate today) {
        var first = today.withDayOfMonth(1).minusMonths(12);
        return by(
                        clicks,
                        click -> !click.day().isBefore(first),
                        click -> click.workspaceId() + "|" + click.month() + "|"
                                + ((click.day().getDayOfWeek().getValue() - 1) * 24
                                        + click.at().getHour())
                                + "|" + click.country() + "|" + click.device() + "|" + click.verdict() + "|"
                                + click.region())
                .entrySet()
                .stream()
                .map(group -> group.getKey() + "|" + group.getValue().size())
                .toList();
    }

    static List<String> placements(List<Counted> clicks, LocalDate today) {
        var first = today.withDayOfMonth(1).minusMonths(3);
        return by(
                        clicks,
                        click -> !click.day().isBefore(first),
                        click -> click.workspaceId() + "|" + click.month() + "|" + click.trafficSourceId() + "|"
                                + click.campaignId() + "|" + click.subNo() + "|" + click.placement())
                .entrySet()
                .stream()
                .map(group -> group.getKey() + "|" + figures(group.getValue()))
                .toList();
    }

    /** So few visitors that sketches know them one by one. */
    static List<String> visitors(List<Counted> clicks, LocalDate today) {
        var all = new HashMap<String, Set<Long>>();
        var humans = new HashMap<String, Set<Long>>();
        var monday = TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY);
        var months = today.withDayOfMonth(1).minusMonths(12);
        for (var click : clicks) {
            var periods = new LinkedHashSet<String>();
            // What lies before the first of these months is in no view, so its week may be cut.
            if (!click.day().isBefore(months)) {
                if (!click.day().isBefore(today.minusDays(34))) {
                    periods.add("day|" + click.day());
                }
                if (!click.day().isBefore(today.with(monday).minusWeeks(13))) {
                    periods.add("week|" + click.day().with(monday));
                }
                periods.add("month|" + click.month());
            }
            for (var period : periods) {
                for (var scope : List.of("f|" + click.campaignId(), "t|0")) {
                    var key = click.workspaceId() + "|" + period + "|" + scope;
                    all.computeIfAbsent(key, _ -> new HashSet<>()).add(click.visitor());
                    if (click.verdict() == HUMAN) {
                        humans.computeIfAbsent(key, _ -> new HashSet<>()).add(click.visitor());
                    }
                }
            }
        }
        return all.entrySet().stream()
                .map(group -> group.getKey() + "|" + group.getValue().size() + "|"
                        + humans.getOrDefault(group.getKey(), Set.of()).size())
                .toList();
    }

    private static Map<String, List<Counted>> by(
            List<Counted> clicks, Function<Counted, Boolean> filter, Function<Counted, String> key) {
        return clicks.stream()
                .filter(filter::apply)
                .collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    }

    private static String figures(List<Counted> clicks) {
        return clicks.size() + "|"
                + clicks.stream().filter(click -> click.verdict() == HUMAN).count() + "|"
                + clicks.stream().filter(click -> click.verdict() == BOT).count();
    }

    private static List<LocalDate> days(List<Counted> clicks) {
        return clicks.stream()
                .map(Counted::day)
                .sorted(Comparator.naturalOrder())
                .toList();
    }
}
