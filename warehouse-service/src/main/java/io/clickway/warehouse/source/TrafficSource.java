package io.clickway.warehouse.source;

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
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

/** Where traffic is bought, and how its URLs speak; its slug is unique among the live ones of its workspace. */
@Entity
@Table(name = "traffic_sources")
@SuppressWarnings("NullAway.Init")
public class TrafficSource extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "source_id")
    public int id;

    @Column(name = "workspace_id", updatable = false)
    public int workspaceId;

    public String slug;

    public String name;

    /** A JSON array of {@link SourceParameterDraft}s. */
    @ColumnTransformer(write = "cast(? as jsonb)")
    public String parameters;

    @Column(name = "cost_parameter")
    public @Nullable String costParameter;

    public @Nullable String currency;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Column(name = "archived_at")
    public @Nullable Instant archivedAt;

    @Version
    public int version;

    static PanacheQuery<TrafficSource> live(int workspaceId) {
        return find("workspaceId = ?1 and archivedAt is null", Sort.by("id"), workspaceId);
    }

    static PanacheQuery<TrafficSource> liveWithSlug(int workspaceId, String slug) {
        return find("workspaceId = ?1 and slug = ?2 and archivedAt is null", workspaceId, slug);
    }

    static Optional<TrafficSource> liveById(int workspaceId, int id) {
        return find("workspaceId = ?1 and id = ?2 and archivedAt is null", workspaceId, id)
                .firstResultOptional();
    }

    public static Optional<TrafficSource> liveBySlug(int workspaceId, String slug) {
        return liveWithSlug(workspaceId, slug).firstResultOptional();
    }

    /** Live or archived: for the names of what refers to them. */
    public static List<TrafficSource> byIds(Collection<Integer> ids) {
        return list("id in ?1", ids);
    }
}
