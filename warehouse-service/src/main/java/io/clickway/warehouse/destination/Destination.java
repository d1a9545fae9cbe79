package io.clickway.warehouse.destination;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a rule or, without one, a campaign by default sends visitors: an offer, a lander or a URL. */
@Entity
@Table(name = "destinations")
@SuppressWarnings("NullAway.Init")
public class Destination extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "destination_id")
    public int id;

    @Column(name = "workspace_id", updatable = false)
    public int workspaceId;

    @Column(name = "campaign_id", updatable = false)
    public int campaignId;

    @Column(name = "rule_id", updatable = false)
    public @Nullable Integer ruleId;

    public int ordinal;

    @Column(name = "offer_id", updatable = false)
    public @Nullable Integer offerId;

    @Column(name = "lander_id", updatable = false)
    public @Nullable Integer landerId;

    @Column(updatable = false)
    public @Nullable String url;

    public int weight;

    @Column(name = "created_at", updatable = false)
    public Instant createdAt;

    @Column(name = "archived_at")
    public @Nullable Instant archivedAt;

    static List<Destination> ofRules(Collection<Integer> ruleIds) {
        return list("ruleId in ?1 and archivedAt is null order by ordinal", ruleIds);
    }

    static List<Destination> ofCampaigns(Collection<Integer> campaignIds) {
        return list("campaignId in ?1 and ruleId is null and archivedAt is null order by ordinal", campaignIds);
    }

    boolean leadsTo(@Nullable Integer offer, @Nullable Integer lander, @Nullable String address) {
        return Objects.equals(offerId, offer) && Objects.equals(landerId, lander) && Objects.equals(url, address);
    }
}
