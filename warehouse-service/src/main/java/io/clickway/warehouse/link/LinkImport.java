package io.clickway.warehouse.link;

import io.agroal.api.AgroalDataSource;
import io.clickway.warehouse.domain.Domain;
import io.clickway.warehouse.http.Drafts;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

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

    private void refuseInvalid(List<NumberedDraft> links, Map<String, Integer> campaigns, Set<String> domains) {
        var errors = new ArrayList<FieldProblem>();
        for (var link : links) {
            for (var error : drafts.errors(link.draft())) {
                errors.add(error.inLine(link.line()));
            }
            var campaign = link.draft().campaign();
            if (campaign != null && !campaigns.containsKey(campaign)) {
                errors.add(new FieldProblem("campaign", "is no slug of a campaign", link.line()));
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
            Connection connection, int workspaceId, List<NumberedDraft> links, Map<String, Integer> campaigns)
            throws SQLException {
        var insert = """
                insert into links (workspace_id, campaign_id, domain, slug, url)
                select ?, campaign_id, domain, slug, url
                from unnest(?::int[], ?::text[], ?::text[], ?::text[]) as link (campaign_id, domain, slug, url)
                """;
        try (var statement = connection.prepareStatement(insert)) {
            statement.setInt(1, workspaceId);
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "int4",
                            links.stream()
                                    .map(link -> campaigns.get(link.draft().campaign()))
                                    .toArray()));
            statement.setArray(
                    3, texts(connection, links.stream().map(link -> link.draft().domainOrAny())));
            statement.setArray(4, texts(connection, links.stream().map(link -> slug(link))));
            statement.setArray(
                    5,
                    texts(
                            connection,
                            links.stream()
                                    .map(link ->
                                            Objects.requireNonNull(link.draft().url()))));
            statement.executeUpdate();
        }
    }

    private static Map<String, Integer> campaigns(Connection connection, int workspaceId) throws SQLException {
        var query = """
                select slug, campaign_id
                from campaigns
                where workspace_id = ? and archived_at is null
                """;
        var campaigns = new HashMap<String, Integer>();
        try (var statement = connection.prepareStatement(query)) {
            statement.setInt(1, workspaceId);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    campaigns.put(rows.getString(1), rows.getInt(2));
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
