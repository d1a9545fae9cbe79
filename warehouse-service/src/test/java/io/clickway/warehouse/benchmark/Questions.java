package io.clickway.warehouse.benchmark;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ten fixed reports, over days that end with {@code end}, excluded. */
final class Questions {

    /** Of a sketch, 1.04 / sqrt(2^15) each: what is beyond is no chance but wrong. How far it was is printed beside the goal. */
    private static final double FOUR_SIGMA = 0.023;

    private static final String COUNTRIES = "'US', 'DE', 'GB', 'FR', 'UA', 'PL'";

    private Questions() {}

    /**
     * @param start of the long ones, {@code end} less 90 days or a year
     * @param campaign a large one
     */
    static List<Question> all(LocalDate start, LocalDate end, String campaign) {
        var whole = range(start, end);
        var month = range(end.minusDays(30), end);
        var week = range(end.minusDays(7), end);
        return List.of(
                new Question(
                        "days, Europe/Kyiv",
                        Map.of("from", start.toString(), "to", end.toString(), "tz", "Europe/Kyiv", "by", "day"),
                        """
                        select to_char(date_trunc('day', occurred_at, 'Europe/Kyiv') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), count(*)
                        from CLICKS
                        where occurred_at >= timestamp '%s' at time zone 'Europe/Kyiv' and occurred_at < timestamp '%s' at time zone 'Europe/Kyiv'
                        group by 1
                        """.formatted(start, end),
                        0),
                new Question("countries, 30 days", with(month, "by", "country"), """
                        select country, count(*)
                        from CLICKS
                        where %s
                        group by 1
                        """.formatted(month.sql()), 0),
                new Question(
                        "links, top 20 and others, 7 days",
                        with(week, "by", "link", "limit", "20"),
                        """
                        select coalesce((select slug from links where link_id = counted.link_id), ''), clicks
                        from (select link_id, count(*) as clicks from CLICKS where %s group by 1) as counted
                        """.formatted(week.sql()),
                        0),
                new Question("devices x browsers", with(whole, "by", "device,browser"), """
                        select (array['other', 'desktop', 'mobile', 'tablet', 'tv', 'console', 'bot'])[device + 1], browser, count(*)
                        from CLICKS
                        where %s
                        group by 1, 2
                        """.formatted(whole.sql()), 0),
                new Question(
                        "offers by rule, a campaign, 30 days",
                        with(month, "by", "rule,offer", "where", "campaign:" + campaign),
                        """
                        select coalesce((select name from rules where rule_id = counted.rule_id), ''),
                            coalesce((select slug from offers where offer_id = counted.offer_id), ''),
                            clicks
                        from (
                            select rule_id, offer_id, count(*) as clicks
                            from CLICKS
                            where %s and campaign_id = (select campaign_id from campaigns where slug = '%s')
                            group by 1, 2) as counted
                        """.formatted(month.sql(), campaign),
                        0),
                new Question(
                        "campaign x country, filtered, 30 days",
                        with(month, "by", "campaign,country", "where", "verdict:human,country:US,DE,GB,FR,UA,PL"),
                        """
                        select (select slug from campaigns where campaign_id = counted.campaign_id), country, clicks
                        from (
                            select campaign_id, country, count(*) as clicks
                            from CLICKS
                            where %s and verdict = 1 and country in (%s)
                            group by 1, 2) as counted
                        """.formatted(month.sql(), COUNTRIES),
                        0),
                new Question(
                        "hour of week, Asia/Kathmandu",
                        with(whole, "by", "hour_of_week", "tz", "Asia/Kathmandu"),
                        """
                        select ((extract(isodow from occurred_at at time zone 'Asia/Kathmandu')::int - 1) * 24
                            + extract(hour from occurred_at at time zone 'Asia/Kathmandu')::int)::text, count(*)
                        from CLICKS
                        where %s
                        group by 1
                        """.formatted(whole.sql()),
                        0),
                new Question(
                        "cost by campaign",
                        with(whole, "by", "campaign", "measures", "clicks,cost"),
                        """
                        select (select slug from campaigns where campaign_id = counted.campaign_id), clicks, cost
                        from (
                            select campaign_id, count(*) as clicks, coalesce(sum(cost), 0) as cost
                            from CLICKS
                            where %s
                            group by 1) as counted
                        """.formatted(whole.sql()),
                        0),
                new Question(
                        "visitors by day",
                        with(whole, "by", "day", "measures", "visitors"),
                        """
                        select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T00:00:00Z"'), count(distinct visitor)
                        from CLICKS
                        where %s
                        group by 1
                        """.formatted(whole.sql()),
                        FOUR_SIGMA),
                new Question(
                        "sub1 x os of a campaign, 7 days, raw",
                        with(week, "by", "sub1,os", "where", "campaign:" + campaign, "limit", "100"),
                        """
                        select coalesce(sub1, ''), os, count(*)
                        from CLICKS
                        where %s and campaign_id = (select campaign_id from campaigns where slug = '%s')
                        group by 1, 2
                        """.formatted(week.sql(), campaign),
                        0));
    }

    private record Range(String from, String to, String sql) {}

    private static Range range(LocalDate from, LocalDate to) {
        return new Range(
                Question.day(from),
                Question.day(to),
                "occurred_at >= '%s' and occurred_at < '%s'".formatted(Question.day(from), Question.day(to)));
    }

    private static Map<String, String> with(Range range, String... more) {
        var report = new LinkedHashMap<String, String>();
        report.put("from", range.from());
        report.put("to", range.to());
        for (int i = 0; i < more.length; i += 2) {
            report.put(more[i], more[i + 1]);
        }
        return report;
    }
}
