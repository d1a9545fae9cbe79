package io.clickway.warehouse.campaign;

import io.clickway.warehouse.http.Ids;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.panache.common.Sort;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What links belong to; its slug is unique among the live campaigns of its workspace. */
@Entity
@Table(name = "campaigns")
@SuppressWarnings("NullAway.Init")
public class Campaign extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "campaign_id")
    public int id;

    @Column(name = "workspace_id", updatable = false)
    public int workspaceId;

    public String slug;

    public String name;

    @Column(name = "source_id")
    public @Nullable Integer sourceId;

    @Column(name = "is_sticky")
    public boolean isSticky;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Column(name = "archived_at")
    public @Nullable Instant archivedAt;

    @Version
    public int version;

    static PanacheQuery<Campaign> live(int workspaceId) {
        return find("workspaceId = ?1 and archivedAt is null", Sort.by("id"), workspaceId);
    }

    static PanacheQuery<Campaign> liveWithSlug(int workspaceId, String slug) {
        return find("workspaceId = ?1 and slug = ?2 and archivedAt is null", workspaceId, slug);
    }

    static Optional<Campaign> liveById(int workspaceId, int id) {
        return find("workspaceId = ?1 and id = ?2 and archivedAt is null", workspaceId, id)
                .firstResultOptional();
    }

    public static Optional<Campaign> liveBySlug(int workspaceId, String slug) {
        return liveWithSlug(workspaceId, slug).firstResultOptional();
    }

    /** By id or slug. */
    public static Optional<Campaign> liveByKey(int workspaceId, String key) {
        return liveById(workspaceId, Ids.parse(key)).or(() -> liveBySlug(workspaceId, key));
    }

    /** Live or archived: for the names of what refers to them. */
    public static List<Campaign> byIds(Collection<Integer> ids) {
        return list("id in ?1", ids);
    }
}
