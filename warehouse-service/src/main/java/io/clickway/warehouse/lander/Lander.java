package io.clickway.warehouse.lander;

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

/** A page that visitors see before an offer; its slug is unique among the live landers of its workspace. */
@Entity
@Table(name = "landers")
@SuppressWarnings("NullAway.Init")
public class Lander extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "lander_id")
    public int id;

    @Column(name = "workspace_id", updatable = false)
    public int workspaceId;

    public String slug;

    public String name;

    public String url;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Column(name = "archived_at")
    public @Nullable Instant archivedAt;

    @Version
    public int version;

    static PanacheQuery<Lander> live(int workspaceId) {
        return find("workspaceId = ?1 and archivedAt is null", Sort.by("id"), workspaceId);
    }

    static PanacheQuery<Lander> liveWithSlug(int workspaceId, String slug) {
        return find("workspaceId = ?1 and slug = ?2 and archivedAt is null", workspaceId, slug);
    }

    static Optional<Lander> liveById(int workspaceId, int id) {
        return find("workspaceId = ?1 and id = ?2 and archivedAt is null", workspaceId, id)
                .firstResultOptional();
    }

    public static Optional<Lander> liveBySlug(int workspaceId, String slug) {
        return liveWithSlug(workspaceId, slug).firstResultOptional();
    }

    /** Live or archived: for the names of what refers to them. */
    public static List<Lander> byIds(Collection<Integer> ids) {
        return list("id in ?1", ids);
    }
}
