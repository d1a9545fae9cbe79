package io.clickway.warehouse.domain;

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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A host whose links belong to one workspace; its name is unique among all live domains. */
@Entity
@Table(name = "domains")
@SuppressWarnings("NullAway.Init")
public class Domain extends PanacheEntityBase {

    /** Stands for any host; belongs to every workspace and has no row. */
    public static final String ANY = "*";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "domain_id")
    public int id;

    @Column(name = "workspace_id", updatable = false)
    public int workspaceId;

    public String name;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Column(name = "archived_at")
    public @Nullable Instant archivedAt;

    @Version
    public int version;

    static PanacheQuery<Domain> live(int workspaceId) {
        return find("workspaceId = ?1 and archivedAt is null", Sort.by("id"), workspaceId);
    }

    static Optional<Domain> liveById(int workspaceId, int id) {
        return find("workspaceId = ?1 and id = ?2 and archivedAt is null", workspaceId, id)
                .firstResultOptional();
    }

    /** Whoever's it is. */
    static Optional<Domain> liveByName(String name) {
        return find("name = ?1 and archivedAt is null", name).firstResultOptional();
    }

    /** Whether links of the workspace may answer on the host. */
    public static boolean isUsable(int workspaceId, String name) {
        return name.equals(ANY)
                || liveByName(name)
                        .filter(domain -> domain.workspaceId == workspaceId)
                        .isPresent();
    }
}
