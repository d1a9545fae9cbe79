package io.clickway.warehouse.lookup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.clickway.condition.KeptFacts;
import io.clickway.event.ClickFlag;
import io.clickway.event.Signal;
import io.clickway.id.ClickId;
import io.clickway.link.Macro;
import io.clickway.links.proto.LinkRecord;
import io.clickway.warehouse.decision.Replay;
import io.clickway.warehouse.decision.ToldDecision;
import io.clickway.warehouse.routing.RoutingHistory;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** Finds single clicks: by time in one partition, there by the BRIN of ids, or of times where it has none of ids. */
@ApplicationScoped
public class ClickStore {

    private static final TypeReference<Map<String, String>> PARAMETERS = new TypeReference<>() {};

    /**
     * A young partition has no statistics yet, and the planner would read all of it. What is switched off seems endlessly dear
     * to it, and compiling pays for no look-up.
     */
    private static final String PREFER_BRIN = """
            set transaction read only;
            set local enable_seqscan = off;
            set local jit = off;
            set local statement_timeout = '10s'""";

    /** Planning a dozen joins over all partitions takes longer than the look-up; a plan that is kept finds the partition. */
    private static final String KEEP_PLAN = """
            ;
            set local plan_cache_mode = force_generic_plan""";

    private final AgroalDataSource database;
    private final AddressOpener addresses;
    private final RoutingHistory history;
    private final ObjectMapper json;

    ClickStore(AgroalDataSource database, AddressOpener addresses, RoutingHistory history, ObjectMapper json) {
        this.database = database;
        this.addresses = addresses;
        this.history = history;
        this.json = json;
    }

    /**
     * The click with its decision told and made again.
     *
     * @param workspaceId only a click of this workspace; empty for any
     * @param showsAddress whether the full address may be seen
     */
    Optional<ClickRecord> find(ClickId id, Optional<Integer> workspaceId, boolean showsAddress) throws SQLException {
        var query = """
                select click.*,
                    source.region, source.edge, lpad(to_hex(source.source_id), 16, '0') as source,
                    coalesce(workspaces.slug, '') as workspace,
                    coalesce(links.slug, '') as link,
                    coalesce(campaigns.slug, '') as campaign,
                    coalesce(traffic_sources.slug, '') as traffic_source,
                    lpad(to_hex(click.visitor), 16, '0') as visitor_text
                from clicks_whole as click
                join ledger_all as source using (source_no)
                left join workspaces using (workspace_id)
                left join links on links.link_id = click.link_id
                left join campaigns on campaigns.campaign_id = click.campaign_id
                left join traffic_sources on traffic_sources.source_id = click.traffic_source_id
                where click.occurred_at = ?
                    and click.click_id = ?
                    and (?::int is null or click.workspace_id = ?)
                limit 1
                """;
        try (var connection = database.getConnection()) {
            try {
                begin(connection, PREFER_BRIN + KEEP_PLAN);
                try (var statement = connection.prepareStatement(query)) {
                    statement.unwrap(PGStatement.class).setPrepareThreshold(1);
                    statement.setObject(1, id.time().atOffset(ZoneOffset.UTC));
                    statement.setObject(2, id.uuid());
                    statement.setObject(3, workspaceId.orElse(null), Types.INTEGER);
                    statement.setObject(4, workspaceId.orElse(null), Types.INTEGER);
                    try (var row = statement.executeQuery()) {
                        return row.next() ? Optional.of(click(connection, row, showsAddress)) : Optional.empty();
                    }
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    /** The newest clicks not before a moment, newest first. Few are taken first, so that only these are read together. */
    public List<LatestClick> latest(Instant from, int limit) throws SQLException {
        var query = """
                select click.click_id, click.occurred_at, source.region, coalesce(links.slug, '') as link,
                    coalesce(click.country, places.country) as country,
                    coalesce(click.device, agents.device) as device,
                    coalesce(click.browser, agents.browser) as browser,
                    click.verdict
                from (
                    select click_id, occurred_at, source_no, route_no, place_no, agent_no, link_id, country, device,
                        browser, verdict
                    from clicks
                    where occurred_at >= ?
                    order by occurred_at desc
                    limit ?) as click
                join ledger_all as source using (source_no)
                left join routes using (route_no)
                left join places using (place_no)
                left join agents using (agent_no)
                left join links on links.link_id = coalesce(click.link_id, routes.link_id)
                order by click.occurred_at desc
                """;
        var latest = new ArrayList<LatestClick>();
        try (var connection = database.getConnection()) {
            try {
                begin(connection, PREFER_BRIN);
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

    private static void begin(Connection connection, String settings) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(settings);
        }
    }

    private ClickRecord click(Connection connection, ResultSet row, boolean showsAddress) throws SQLException {
        var uuid = row.getObject("click_id", UUID.class);
        var parameters = row.getString("parameters");
        var id = ClickId.of(uuid);
        var opened = addresses.open(connection, id, row.getInt("source_no"), row.getLong("seq"));
        var others = parameters(parameters);
        var event = StoredClick.event(id, row, others);
        var urls = StoredUrls.of(id, row, others);
        var facts =
                opened.address().map(address -> KeptFacts.of(event, address)).orElseGet(() -> KeptFacts.of(event));
        // Words quote the address: who may not see it reads them of the network.
        var shownFacts = showsAddress ? facts : KeptFacts.of(event);
        int configVersion = row.getInt("config_version");
        var decision = StoredDecision.of(row);
        var campaign = history.campaignAt(connection, row.getInt("campaign_id"), configVersion);
        var link = decision.isEmpty()
                ? Optional.<LinkRecord>empty()
                : history.linkAt(
                        connection, row.getInt("link_id"), decision.get().getLinkRevision());
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
                urls.target(),
                urls.destination(),
                row.getString("referrer"),
                row.getString("language"),
                row.getString("user_agent"),
                Words.device(row.getInt("device")),
                row.getString("os"),
                orEmpty(row.getString("os_version")),
                row.getString("browser"),
                orEmpty(row.getString("browser_version")),
                orEmpty(row.getString("continent")),
                row.getString("country"),
                orEmpty(row.getString("subdivision")),
                orEmpty(row.getString("city")),
                row.getObject("asn", Long.class),
                client(row.getString("network"), opened, showsAddress),
                row.getString("visitor_text"),
                Signal.of(row.getInt("signals")).stream().map(Signal::code).toList(),
                row.getInt("traffic_source_id") == 0
                        ? null
                        : new ClickRecord.Numbered(row.getInt("traffic_source_id"), row.getString("traffic_source")),
                Words.verdict(row.getInt("verdict")),
                List.of((String[]) row.getArray("reasons").getArray()),
                row.getInt("judge_version"),
                ClickFlag.of(row.getInt("flags")).stream().map(ClickFlag::code).toList(),
                subs(row),
                parameters == null ? "{}" : parameters,
                row.getBigDecimal("cost"),
                row.getString("currency"),
                decision.map(told -> ToldDecision.of(configVersion, told, campaign, link, shownFacts))
                        .orElse(null),
                decision.map(kept -> Replay.of(kept, campaign, link, facts))
                        .orElseGet(() -> Replay.unknown("the edge told no decision")),
                new ClickRecord.Ingest(
                        row.getString("region"), row.getString("edge"), row.getString("source"), row.getLong("seq")));
    }

    private Map<String, String> parameters(@Nullable String text) {
        try {
            return text == null ? Map.of() : json.readValue(text, PARAMETERS);
        } catch (JsonProcessingException damaged) {
            throw new IllegalStateException("stored parameters can't be read", damaged);
        }
    }

    private static ClickRecord.Client client(
            @Nullable String network, AddressOpener.Opened opened, boolean showsAddress) {
        if (!showsAddress) {
            return new ClickRecord.Client(network, null, null);
        }
        var note =
                opened.wasSent() ? "the address is kept, but the key that opens it is not here" : "no address is kept";
        return new ClickRecord.Client(
                network,
                opened.address().map(ClickStore::text).orElse(null),
                opened.address().isPresent() ? null : note);
    }

    private static String text(byte[] address) {
        try {
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of " + address.length + " bytes", impossible);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
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
