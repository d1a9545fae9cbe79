package io.clickway.warehouse.link;

import io.agroal.api.AgroalDataSource;
import io.clickway.warehouse.domain.Domain;
import io.clickway.warehouse.http.DestinationUrls;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.source.SourceMacros;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stores many links in one transaction: all of them, or none and a problem that names the lines. */
@ApplicationScoped
class LinkImport {

    private static final int MAX_ERRORS = 100;
    private static final int CHUNK = 10_000;

    private final AgroalDataSource database;
    private final Drafts drafts;

    LinkImport(AgroalDataSource database, Drafts drafts) {
        this.database = database;
        this.drafts = drafts;
    }

    private record Key(String domain, String slug) {}

    /** A campaign that links may belong to. */
    private record Target(int campaignId, boolean hasDestinations, Set<String> macros) {}

    @Transactional
    int store(int workspaceId, List<NumberedDraft> links) throws SQLException {
        // Takes part in the transaction: an exception rolls everything back.
        try (var connection = database.getConnection()) {
            var campaigns = campaigns(connection, workspaceId);
            refuseInvalid(links, campaigns, domains(connection, workspaceId));
            refuseDuplicates(connection, links);
            for (int from = 0; from < links.size(); from += CHUNK) {
                insert(connection, workspaceId, links.subList(from, Math.min(links.size(), from + CHUNK)), campaigns);
            }
        }
        return links.size();
    }

    private void refuseInvalid(List<NumberedDraft> links, Map<String, Target> campaigns, Set<String> domains) {
        var errors = new ArrayList<FieldProblem>();
        for (var link : links) {
            for (var error : drafts.errors(link.draft())) {
                errors.add(error.inLine(link.line()));
            }
            var campaign = link.draft().campaign();
            var target = campaign == null ? null : campaigns.get(campaign);
            if (campaign != null && target == null) {
                errors.add(new FieldProblem("campaign", "is no slug of a campaign", link.line()));
            } else if (target != null) {
                link.draft()
                        .contradiction(target.hasDestinations())
                        .ifPresent(found -> errors.add(found.inLine(link.line())));
                if (errors.isEmpty()) {
                    macroFaults(link.draft(), target.macros()).forEach(fault -> errors.add(fault.inLine(link.line())));
                }
            }
            if (!domains.contains(link.draft().domainOrAny())) {
                errors.add(new FieldProblem("domain", "is none of the workspace's domains", link.line()));
            }
            if (errors.size() >= MAX_ERRORS) {
                break;
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.of(ProblemCode.INVALID, errors);
        }
    }

    /** Only of URLs that have macros: the others are valid whatever the source. */
    private static List<FieldProblem> macroFaults(LinkDraft draft, Set<String> macros) {
        return Stream.of(
                        macroFault("url", draft.url(), macros), macroFault("fallback_url", draft.fallbackUrl(), macros))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<FieldProblem> macroFault(String field, @Nullable String url, Set<String> macros) {
        return url == null
                        || url.indexOf('{') < 0
                        || DestinationUrls.fault(url, Set.of()).isEmpty()
                ? Optional.empty()
                : SourceMacros.fault(field, url, macros);
    }

    private static void refuseDuplicates(Connection connection, List<NumberedDraft> links) throws SQLException {
        var errors = new ArrayList<FieldProblem>();
        var lines = HashMap.<Key, Integer>newHashMap(links.size());
        for (var link : links) {
            var before = lines.putIfAbsent(key(link), link.line());
            if (before != null && errors.size() < MAX_ERRORS) {
                errors.add(new FieldProblem("slug", "stands in line " + before + " already", link.line()));
            }
        }
        var query = """
                select wanted.domain, wanted.slug
                from unnest(?::text[], ?::text[]) as wanted (domain, slug)
                join links using (domain, slug)
                where links.archived_at is null
                limit ?
                """;
        try (var statement = connection.prepareStatement(query)) {
            statement.setArray(
                    1, texts(connection, links.stream().map(link -> link.draft().domainOrAny())));
            statement.setArray(2, texts(connection, links.stream().map(link -> slug(link))));
            statement.setInt(3, MAX_ERRORS);
            try (var taken = statement.executeQuery()) {
                while (taken.next()) {
                    var line = lines.get(new Key(taken.getString(1), taken.getString(2)));
                    errors.add(new FieldProblem("slug", "is taken on this domain", line));
                }
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.of(ProblemCode.DUPLICATE, errors);
        }
    }

    private static void insert(
            Connection connection, int workspaceId, List<NumberedDraft> links, Map<String, Target> campaigns)
            throws SQLException {
        var insert = """
                insert into links (
                    workspace_id, campaign_id, domain, slug, url, starts_at, expires_at, fallback_url, passes_query)
                select ?, campaign_id, domain, slug, url, starts_at, expires_at, fallback_url, passes_query
                from unnest(
                    ?::int[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[], ?::bool[])
                    as link (campaign_id, domain, slug, url, starts_at, expires_at, fallback_url, passes_query)
                """;
        try (var statement = connection.prepareStatement(insert)) {
            statement.setInt(1, workspaceId);
            setArray(
                    statement,
                    2,
                    "int4",
                    links,
                    link -> Objects.requireNonNull(campaigns.get(link.draft().campaign()))
                            .campaignId());
            setArray(statement, 3, "text", links, link -> link.draft().domainOrAny());
            setArray(statement, 4, "text", links, LinkImport::slug);
            setArray(statement, 5, "text", links, link -> link.draft().url());
            setArray(statement, 6, "text", links, link -> link.draft().startsAt());
            setArray(statement, 7, "text", links, link -> link.draft().expiresAt());
            setArray(statement, 8, "text", links, link -> link.draft().fallbackUrl());
            setArray(statement, 9, "bool", links, link -> link.draft().passesQueryOrNot());
            statement.executeUpdate();
        }
    }

    private static void setArray(
            PreparedStatement statement,
            int index,
            String type,
            List<NumberedDraft> links,
            Function<NumberedDraft, @Nullable Object> field)
            throws SQLException {
        var values = links.stream()
                .map(field)
                .map(value -> value instanceof Instant instant ? instant.toString() : value)
                .toArray();
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }

    private static Map<String, Target> campaigns(Connection connection, int workspaceId) throws SQLException {
        var query = """
                select slug, campaign_id, exists (
                    select from destinations
                    where destinations.campaign_id = campaigns.campaign_id
                        and rule_id is null
                        and archived_at is null),
                    array(
                        select parameter ->> 'name'
                        from traffic_sources
                        cross join jsonb_array_elements(parameters) as parameter
                        where traffic_sources.source_id = campaigns.source_id)
                from campaigns
                where workspace_id = ? and archived_at is null
                """;
        var campaigns = new HashMap<String, Target>();
        try (var statement = connection.prepareStatement(query)) {
            statement.setInt(1, workspaceId);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    campaigns.put(rows.getString(1), new Target(rows.getInt(2), rows.getBoolean(3), Set.of((String[])
                            rows.getArray(4).getArray())));
                }
            }
        }
        return campaigns;
    }

    private static Set<String> domains(Connection connection, int workspaceId) throws SQLException {
        var query = """
                select name
                from domains
                where workspace_id = ? and archived_at is null
                """;
        var domains = new HashSet<String>();
        domains.add(Domain.ANY);
        try (var statement = connection.prepareStatement(query)) {
            statement.setInt(1, workspaceId);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    domains.add(rows.getString(1));
                }
            }
        }
        return domains;
    }

    private static Array texts(Connection connection, Stream<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static Key key(NumberedDraft link) {
        return new Key(link.draft().domainOrAny(), slug(link));
    }

    private static String slug(NumberedDraft link) {
        return Objects.requireNonNull(link.draft().slug());
    }
}
