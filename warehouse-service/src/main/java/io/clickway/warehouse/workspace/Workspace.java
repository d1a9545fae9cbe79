package io.clickway.warehouse.workspace;

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

/** One customer of many on one installation; id 1 is the default one. */
@Entity
@Table(name = "workspaces")
@SuppressWarnings("NullAway.Init")
public class Workspace extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "workspace_id")
    public int id;

    public String slug;

    public String name;

    @Column(name = "visitor_days")
    public int visitorDays = 1;

    @Column(name = "address_days")
    public int addressDays = 30;

    @Column(name = "allows_cookie")
    public boolean allowsCookie;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Column(name = "archived_at")
    public @Nullable Instant archivedAt;

    @Version
    public int version;

    static PanacheQuery<Workspace> live() {
        return find("archivedAt is null", Sort.by("id"));
    }

    static Optional<Workspace> liveById(int id) {
        return find("id = ?1 and archivedAt is null", id).firstResultOptional();
    }

    static Optional<Workspace> liveBySlug(String slug) {
        return find("slug = ?1 and archivedAt is null", slug).firstResultOptional();
    }
}
