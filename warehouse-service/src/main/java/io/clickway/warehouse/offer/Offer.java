package io.clickway.warehouse.offer;

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
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What visitors are sent to buy; its slug is unique among the live offers of its workspace. */
@Entity
@Table(name = "offers")
@SuppressWarnings("NullAway.Init")
public class Offer extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "offer_id")
    public int id;

    @Column(name = "workspace_id", updatable = false)
    public int workspaceId;

    public String slug;

    public String name;

    public String url;

    public @Nullable BigDecimal payout;

    public @Nullable String currency;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Column(name = "archived_at")
    public @Nullable Instant archivedAt;

    @Version
    public int version;

    static PanacheQuery<Offer> live(int workspaceId) {
        return find("workspaceId = ?1 and archivedAt is null", Sort.by("id"), workspaceId);
    }

    static PanacheQuery<Offer> liveWithSlug(int workspaceId, String slug) {
        return find("workspaceId = ?1 and slug = ?2 and archivedAt is null", workspaceId, slug);
    }

    static Optional<Offer> liveById(int workspaceId, int id) {
        return find("workspaceId = ?1 and id = ?2 and archivedAt is null", workspaceId, id)
                .firstResultOptional();
    }

    public static Optional<Offer> liveBySlug(int workspaceId, String slug) {
        return liveWithSlug(workspaceId, slug).firstResultOptional();
    }

    /** Live or archived: for the names of what refers to them. */
    public static List<Offer> byIds(Collection<Integer> ids) {
        return list("id in ?1", ids);
    }

    /** As people write it: 12.5 and not 12.500000. */
    @Nullable
    BigDecimal plainPayout() {
        if (payout == null) {
            return null;
        }
        var plain = payout.stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }
}
