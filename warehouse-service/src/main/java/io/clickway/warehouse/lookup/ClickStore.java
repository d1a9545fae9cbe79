package io.clickway.warehouse.lookup;

import io.agroal.api.AgroalDataSource;
import io.clickway.event.ClickFlag;
import io.clickway.id.ClickId;
import io.clickway.link.Macro;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;

/** Finds single clicks: by time in one partition, there by BRIN. */
@ApplicationScoped
public class ClickStore {

    private final AgroalDataSource database;

    ClickStore(AgroalDataSource database) {
        this.database = database;
    }

    /** @param workspaceId only a click of this workspace; empty for any */
    Optional<ClickRecord> find(ClickId id, Optional<Integer> workspaceId) throws SQLException {
        var query = """
                select click.*,
                    source.region, source.edge, lpad(to_hex(source.source_id), 16, '0') as source,
                    coalesce(workspaces.slug, '') as workspace,
                    coalesce(links.slug, '') as link,
                    coalesce(campaigns.slug, '') as campaign,
                    lpad(to_hex(click.visitor), 16, '0') as visitor_text
                from clicks as click
                join ledger_all as source using (source_no)
                left join workspaces using (workspace_id)
                left join links on links.link_id = click.link_id
                left join campaigns on campaigns.campaign_id = click.campaign_id
                where click.occurred_at = ?
                    and click.click_id = ?
                    and (?::int is null or click.workspace_id = ?)
                limit 1
                """;
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                preferBrin(connection);
                try (var statement = connection.prepareStatement(query)) {
                    statement.setObject(1, id.time().atOffset(ZoneOffset.UTC));
                    statement.setObject(2, id.uuid());
                    statement.setObject(3, workspaceId.orElse(null), Types.INTEGER);
                    statement.setObject(4, workspaceId.orElse(null), Types.INTEGER);
                    try (var row = statement.executeQuery()) {
                        return row.next() ? Optional.of(click(row)) : Optional.empty();
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** The newest clicks not before a moment, newest first. */
    public List<LatestClick> latest(Instant from, int limit) throws SQLException {
        var query = """
                select click.click_id, click.occurred_at, source.region, coalesce(links.slug, '') as link,
                    click.country, click.device, click.browser, click.verdict
                from (
                    select click_id, occurred_at, source_no, link_id, country, device, browser, verdict
                    from clicks
                    where occurred_at >= ?
                    order by occurred_at desc
                    limit ?) as click
                join ledger_all as source using (source_no)
                left join links using (link_id)
                order by click.occurred_at desc
                """;
        var latest = new ArrayList<LatestClick>();
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                preferBrin(connection);
                try (var statement = connection.prepareStatement(query)) {
                    statement.setObject(1, from.atOffset(ZoneOffset.UTC));
                    statement.setInt(2, limit);
                    try (var row = statement.executeQuery()) {
                        while (row.next()) {
                            latest.add(new LatestClick(
                                    ClickId.of(row.getObject("click_id", UUID.class))
                                            .toString(),
                                    instant(row),
                                    row.getString("region"),
                                    row.getString("link"),
                                    row.getString("country"),
                                    Words.device(row.getInt("device")),
                                    row.getString("browser"),
                                    Words.verdict(row.getInt("verdict"))));
                        }
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
        return latest;
    }

    /** A young partition has no statistics yet, and the planner would read all of it. */
    private static void preferBrin(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("set transaction read only");
            statement.execute("set local enable_seqscan = off");
            statement.execute("set local statement_timeout = '10s'");
        }
    }

    private static ClickRecord click(ResultSet row) throws SQLException {
        var uuid = row.getObject("click_id", UUID.class);
        var parameters = row.getString("parameters");
        return new ClickRecord(
                ClickId.of(uuid).toString(),
                uuid,
                "click",
                instant(row),
                row.getString("workspace"),
                new ClickRecord.Numbered(row.getInt("link_id"), row.getString("link")),
                new ClickRecord.Numbered(row.getInt("campaign_id"), row.getString("campaign")),
                row.getInt("config_version"),
                Words.method(row.getInt("method")),
                row.getString("host"),
                row.getString("target"),
                row.getString("destination"),
                row.getString("referrer"),
                row.getString("language"),
                row.getString("user_agent"),
                Words.device(row.getInt("device")),
                row.getString("os"),
                row.getString("browser"),
                row.getString("country"),
                row.getString("network"),
                row.getString("visitor_text"),
                Words.verdict(row.getInt("verdict")),
                List.of((String[]) row.getArray("reasons").getArray()),
                row.getInt("judge_version"),
                ClickFlag.of(row.getInt("flags")).stream().map(ClickFlag::code).toList(),
                subs(row),
                parameters == null ? "{}" : parameters,
                row.getBigDecimal("cost"),
                row.getString("currency"),
                new ClickRecord.Ingest(
                        row.getString("region"), row.getString("edge"), row.getString("source"), row.getLong("seq")));
    }

    private static SequencedMap<String, String> subs(ResultSet row) throws SQLException {
        var subs = new LinkedHashMap<String, String>();
        for (int i = 1; i <= Macro.SUBS; i++) {
            var value = row.getString("sub" + i);
            if (value != null) {
                subs.put("sub" + i, value);
            }
        }
        return subs;
    }

    private static Instant instant(ResultSet row) throws SQLException {
        return row.getObject("occurred_at", OffsetDateTime.class).toInstant();
    }
}
