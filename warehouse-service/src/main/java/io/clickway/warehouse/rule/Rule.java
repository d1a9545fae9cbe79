package io.clickway.warehouse.rule;

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
import java.util.List;
import java.util.Optional;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;

/** Which visitors of a campaign go where. Asked are forced rules first, then by position, then the older one. */
@Entity
@Table(name = "rules")
@SuppressWarnings("NullAway.Init")
public class Rule extends PanacheEntityBase {

    private static final Sort IN_ORDER = Sort.by("campaignId")
            .and("isForced", Sort.Direction.Descending)
            .and("position")
            .and("id");

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "rule_id")
    public int id;

    @Column(name = "workspace_id", updatable = false)
    public int workspaceId;

    @Column(name = "campaign_id", updatable = false)
    public int campaignId;

    public String name;

    public int position;

    @Column(name = "is_forced")
    public boolean isForced;

    @Column(name = "is_enabled")
    public boolean isEnabled;

    @Column(name = "is_sticky")
    public boolean isSticky;

    /** A JSON array of {@link ConditionDraft}s. */
    @ColumnTransformer(write = "cast(? as jsonb)")
    public String conditions;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Column(name = "archived_at")
    public @Nullable Instant archivedAt;

    @Version
    public int version;

    static PanacheQuery<Rule> live(int workspaceId) {
        return find("workspaceId = ?1 and archivedAt is null", IN_ORDER, workspaceId);
    }

    static PanacheQuery<Rule> liveOf(int workspaceId, int campaignId) {
        return find("workspaceId = ?1 and campaignId = ?2 and archivedAt is null", IN_ORDER, workspaceId, campaignId);
    }

    static List<Rule> inOrder(int workspaceId, int campaignId) {
        return liveOf(workspaceId, campaignId).list();
    }

    static Optional<Rule> liveById(int workspaceId, int id) {
        return find("workspaceId = ?1 and id = ?2 and archivedAt is null", workspaceId, id)
                .firstResultOptional();
    }
}
