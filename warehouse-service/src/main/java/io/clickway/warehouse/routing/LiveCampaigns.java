package io.clickway.warehouse.routing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.RuleRecord;
import io.clickway.links.proto.SourceParameter;
import io.clickway.links.proto.TrafficSourceRecord;
import io.clickway.warehouse.rule.Conditions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads live campaigns with enabled rules and live destinations. The same rows give the same bytes, whatever their order on
 * disk. All campaigns that are asked for are in memory at once: some kilobytes each. The caller owns connection and transaction.
 */
@ApplicationScoped
public class LiveCampaigns {

    private static final String CAMPAIGNS = """
            select
                ('x' || substr(md5(c.campaign_id::text), 1, 3))::bit(12)::int as bucket,
                c.campaign_id, c.workspace_id, c.slug, c.name, c.is_sticky,
                s.source_id, s.slug as source_slug, s.parameters, s.cost_parameter, s.currency
            from campaigns c
            left join traffic_sources s using (source_id)
            where c.archived_at is null
                and (?::int is null or c.campaign_id = ?)
            order by bucket, c.campaign_id
            """;

    private static final String RULES = """
            select r.rule_id, r.campaign_id, r.name, r.is_forced, r.position, r.is_sticky, r.conditions
            from rules r
            where r.archived_at is null
                and r.is_enabled
                and (?::int is null or r.campaign_id = ?)
            order by r.campaign_id, r.is_forced desc, r.position, r.rule_id
            """;

    private static final String DESTINATIONS = """
            select
                d.destination_id, d.campaign_id, d.rule_id, d.weight, d.offer_id, d.lander_id,
                coalesce(o.slug, l.slug, '') as name,
                coalesce(o.url, l.url, d.url) as url
            from destinations d
            left join offers o using (offer_id)
            left join landers l using (lander_id)
            where d.archived_at is null
                and (?::int is null or d.campaign_id = ?)
            order by d.campaign_id, d.rule_id, d.ordinal
            """;

    private final ObjectMapper json;

    LiveCampaigns(ObjectMapper json) {
        this.json = json;
    }

    /** Whose destinations: a rule's, or with no rule the campaign's own. */
    private record Owner(int campaignId, @Nullable Integer ruleId) {}

    /** In order of their bucket, then of their number. */
    public List<LiveCampaign> all(Connection connection) throws SQLException {
        return read(connection, null);
    }

    public Optional<CampaignRecord> one(Connection connection, int campaignId) throws SQLException {
        return read(connection, campaignId).stream().findFirst().map(LiveCampaign::record);
    }

    private List<LiveCampaign> read(Connection connection, @Nullable Integer campaignId) throws SQLException {
        var destinations = destinations(connection, campaignId);
        var rules = rules(connection, campaignId, destinations);
        var campaigns = new ArrayList<LiveCampaign>();
        try (var select = prepare(connection, CAMPAIGNS, campaignId);
                var row = select.executeQuery()) {
            while (row.next()) {
                int id = row.getInt("campaign_id");
                var record = CampaignRecord.newBuilder()
                        .setCampaignId(id)
                        .setWorkspaceId(row.getInt("workspace_id"))
                        .setSlug(row.getString("slug"))
                        .setName(row.getString("name"))
                        .setIsSticky(row.getBoolean("is_sticky"))
                        .addAllRules(rules.getOrDefault(id, List.of()))
                        .addAllDefaults(destinations.getOrDefault(new Owner(id, null), List.of()));
                if (row.getInt("source_id") != 0) {
                    record.setSource(source(row));
                }
                campaigns.add(new LiveCampaign(row.getInt("bucket"), record.build()));
            }
        }
        return campaigns;
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Integer campaignId)
            throws SQLException {
        var select = connection.prepareStatement(sql);
        select.setObject(1, campaignId, Types.INTEGER);
        select.setObject(2, campaignId, Types.INTEGER);
        return select;
    }

    private static Map<Owner, List<DestinationRecord>> destinations(Connection connection, @Nullable Integer campaignId)
            throws SQLException {
        var destinations = new HashMap<Owner, List<DestinationRecord>>();
        try (var select = prepare(connection, DESTINATIONS, campaignId);
                var row = select.executeQuery()) {
            while (row.next()) {
                destinations
                        .computeIfAbsent(
                                new Owner(row.getInt("campaign_id"), row.getObject("rule_id", Integer.class)),
                                _ -> new ArrayList<>())
                        .add(DestinationRecord.newBuilder()
                                .setDestinationId(row.getInt("destination_id"))
                                .setOfferId(row.getInt("offer_id"))
                                .setLanderId(row.getInt("lander_id"))
                                .setName(row.getString("name"))
                                .setUrl(row.getString("url"))
                                .setWeight(row.getInt("weight"))
                                .build());
            }
        }
        return destinations;
    }

    private Map<Integer, List<RuleRecord>> rules(
            Connection connection, @Nullable Integer campaignId, Map<Owner, List<DestinationRecord>> destinations)
            throws SQLException {
        var rules = new HashMap<Integer, List<RuleRecord>>();
        try (var select = prepare(connection, RULES, campaignId);
                var row = select.executeQuery()) {
            while (row.next()) {
                int campaign = row.getInt("campaign_id");
                int id = row.getInt("rule_id");
                rules.computeIfAbsent(campaign, _ -> new ArrayList<>())
                        .add(RuleRecord.newBuilder()
                                .setRuleId(id)
                                .setName(row.getString("name"))
                                .setIsForced(row.getBoolean("is_forced"))
                                .setPosition(row.getInt("position"))
                                .setIsSticky(row.getBoolean("is_sticky"))
                                .addAllConditions(Conditions.records(json, row.getString("conditions")))
                                .addAllDestinations(destinations.getOrDefault(new Owner(campaign, id), List.of()))
                                .build());
            }
        }
        return rules;
    }

    private TrafficSourceRecord source(ResultSet row) throws SQLException {
        var source = TrafficSourceRecord.newBuilder()
                .setSourceId(row.getInt("source_id"))
                .setSlug(row.getString("source_slug"))
                .setCostParameter(Objects.requireNonNullElse(row.getString("cost_parameter"), ""))
                .setCurrency(Objects.requireNonNullElse(row.getString("currency"), ""));
        try {
            for (JsonNode parameter : json.readTree(row.getString("parameters"))) {
                source.addParameters(SourceParameter.newBuilder()
                        .setName(parameter.path("name").asText())
                        .setPlaceholder(parameter.path("placeholder").asText())
                        .setSub(parameter.path("sub").asInt()));
            }
        } catch (IOException damaged) {
            throw new UncheckedIOException("parameters of a traffic source can't be read", damaged);
        }
        return source.build();
    }
}
