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

    public String url;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Column(name = "archived_at")
    public @Nullable Instant archivedAt;

    @Version
    public int version;

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
