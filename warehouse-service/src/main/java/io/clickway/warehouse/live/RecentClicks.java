package io.clickway.warehouse.live;

import io.clickway.id.ClickId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Reads the clicks that were stored since the last look. Clicks of several sources are stored in no order of time, so each
 * look goes back as far as clicks may still have come, and what was seen already is left out.
 *
 * <p>Bounds: it goes back {@value #BACK_SECONDS} s at most, so clicks that come later than that are not told; and a look reads
 * the newest {@value #AT_ONCE} clicks, what is beyond them counts as skipped. Not thread-safe.
 */
final class RecentClicks {

    static final int AT_ONCE = 10_000;
    private static final int BACK_SECONDS = 30;
    private static final Duration BACK = Duration.ofSeconds(BACK_SECONDS);

    private static final String SEEN = """
            select click_id
            from clicks
            where occurred_at >= ?
            """;

    private static final String NEW = """
            with recent as (
                select click_id, occurred_at, count(*) over () as found
                from clicks
                where occurred_at >= ?
                    and click_id <> all (?)
                order by occurred_at desc
                limit ?)
            select click.click_id, click.occurred_at, click.workspace_id, recent.found,
                coalesce(workspaces.slug, '') as workspace, source.region, source.edge,
                coalesce(links.slug, '') as link, coalesce(campaigns.slug, '') as campaign,
                coalesce(traffic_sources.slug, '') as source,
                coalesce(offers.slug, '') as offer, coalesce(landers.slug, '') as lander,
                coalesce(rules.name, '') as rule,
                click.country, click.continent, click.subdivision, click.city, click.asn::text as asn,
                (array['other', 'desktop', 'mobile', 'tablet', 'tv', 'console', 'bot'])[click.device + 1] as device,
                click.os, click.browser, click.language, click.referrer_host,
                (array['unknown', 'human', 'bot', 'suspect', 'preview'])[click.verdict + 1] as verdict,
                click.sub1, click.sub2, click.sub3, click.sub4, click.sub5,
                click.sub6, click.sub7, click.sub8, click.sub9, click.sub10,
                click.utm_source, click.utm_medium, click.utm_campaign, click.utm_content, click.utm_term,
                click.cost, click.currency
            from recent
            join clicks_whole as click on click.occurred_at = recent.occurred_at
                and click.click_id = recent.click_id
                and click.occurred_at >= ?
            join ledger_all as source on source.source_no = click.source_no
            left join workspaces on workspaces.workspace_id = click.workspace_id
            left join links on links.link_id = click.link_id
            left join campaigns on campaigns.campaign_id = click.campaign_id
            left join traffic_sources on traffic_sources.source_id = click.traffic_source_id
            left join offers on offers.offer_id = click.offer_id
            left join landers on landers.lander_id = click.lander_id
            left join rules on rules.rule_id = click.rule_id
            order by click.occurred_at
            """;

    private static final List<String> DIMENSIONS = List.of(
            "workspace",
            "region",
            "edge",
            "link",
            "campaign",
            "source",
            "offer",
            "lander",
            "rule",
            "country",
            "continent",
            "subdivision",
            "city",
            "asn",
            "device",
            "os",
            "browser",
            "language",
            "referrer_host",
            "verdict",
            "sub1",
            "sub2",
            "sub3",
            "sub4",
            "sub5",
            "sub6",
            "sub7",
            "sub8",
            "sub9",
            "sub10",
            "utm_source",
            "utm_medium",
            "utm_campaign",
            "utm_content",
            "utm_term",
            "currency");

    /** What was found, oldest first, and how many more there were. */
    record Found(List<LiveClick> clicks, long skipped) {

        Found {
            clicks = List.copyOf(clicks);
        }
    }

    private final DataSource database;
    /** Ids that were told, and when they happened. */
    private final Map<UUID, Instant> seen = new LinkedHashMap<>();

    private Instant since;
    /** What happened before was skipped. */
    private Instant floor = Instant.EPOCH;

    /** Everything that is stored from now on; clicks that are here already are not told. */
    RecentClicks(DataSource database, Instant now) throws SQLException {
        this.database = database;
        this.since = now.minus(BACK);
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(SEEN)) {
            statement.setObject(1, since.atOffset(ZoneOffset.UTC));
            statement.setFetchSize(AT_ONCE);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    seen.put(row.getObject(1, UUID.class), now);
                }
            }
        }
    }

    Found look(Instant now) throws SQLException {
        since = now.minus(BACK).isBefore(floor) ? floor : now.minus(BACK);
        seen.values().removeIf(at -> at.isBefore(since));
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                limit(connection);
                return read(connection);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** A young partition has no statistics yet, and the planner would read all of it. */
    private static void limit(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set transaction read only");
            statement.execute("set local enable_seqscan = off");
            statement.execute("set local jit = off");
            statement.execute("set local statement_timeout = '5s'");
        }
    }

    private Found read(Connection connection) throws SQLException {
        var clicks = new ArrayList<LiveClick>();
        long found = 0;
        try (var statement = connection.prepareStatement(NEW)) {
            var from = since.atOffset(ZoneOffset.UTC);
            statement.setObject(1, from);
            statement.setArray(2, connection.createArrayOf("uuid", seen.keySet().toArray(UUID[]::new)));
            statement.setInt(3, AT_ONCE);
            statement.setObject(4, from);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    found = row.getLong("found");
                    var at = row.getObject("occurred_at", OffsetDateTime.class).toInstant();
                    var uuid = row.getObject("click_id", UUID.class);
                    seen.put(uuid, at);
                    clicks.add(click(row, uuid, at));
                }
            }
        }
        if (found > clicks.size()) {
            floor = Instant.parse(clicks.getFirst().occurredAt());
        }
        return new Found(clicks, found - clicks.size());
    }

    private static LiveClick click(ResultSet row, UUID uuid, Instant at) throws SQLException {
        var dimensions = new LinkedHashMap<String, String>();
        for (var dimension : DIMENSIONS) {
            var value = row.getString(dimension);
            dimensions.put(dimension, value == null ? "" : value);
        }
        return new LiveClick(
                ClickId.of(uuid).toString(),
                uuid.toString(),
                at.toString(),
                Collections.unmodifiableMap(dimensions),
                row.getBigDecimal("cost"),
                row.getInt("workspace_id"));
    }
}
