package io.clickway.warehouse.link;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What visitors follow; (domain, slug) is unique among all live links, because that is how an edge finds it. */
@Entity
@Table(name = "links")
@SuppressWarnings("NullAway.Init")
public class Link extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "link_id")
    public int id;

    @Column(name = "workspace_id", updatable = false)
    public int workspaceId;

    @Column(name = "campaign_id")
    public int campaignId;

    public String domain;

    public String slug;

    public @Nullable String url;

    @Column(name = "starts_at")
    public @Nullable Instant startsAt;

    @Column(name = "expires_at")
    public @Nullable Instant expiresAt;

    @Column(name = "fallback_url")
    public @Nullable String fallbackUrl;

    @Column(name = "passes_query")
    public boolean passesQuery;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Column(name = "archived_at")
    public @Nullable Instant archivedAt;

    @Version
    public int version;

    /** Keeps what the link says now, before it is changed: clicks that it decided are told by this. */
    void keepRevision() {
        getEntityManager().createNativeQuery("""
                        insert into link_revisions (
                            link_id, revision, campaign_id, domain, slug, url, starts_at, expires_at, fallback_url,
                            passes_query)
                        select
                            link_id, version, campaign_id, domain, slug, url, starts_at, expires_at, fallback_url,
                            passes_query
                        from links
                        where link_id = :link
                        on conflict do nothing
                        """).setParameter("link", id).executeUpdate();
    }

    static Optional<Link> liveById(int workspaceId, int id) {
        return find("workspaceId = ?1 and id = ?2 and archivedAt is null", workspaceId, id)
                .firstResultOptional();
    }

    /** Whoever's it is. */
    static Optional<Link> liveBySlug(String domain, String slug) {
        return find("domain = ?1 and slug = ?2 and archivedAt is null", domain, slug)
                .firstResultOptional();
    }
}
