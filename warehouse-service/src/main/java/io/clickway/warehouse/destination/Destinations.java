package io.clickway.warehouse.destination;

import io.clickway.warehouse.http.Moment;
import io.clickway.warehouse.lander.Lander;
import io.clickway.warehouse.offer.Offer;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.source.SourceMacros;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Destinations of rules and campaigns as callers write them. Within the caller's transaction. */
public final class Destinations {

    private static final String FIELD = "destinations";

    private Destinations() {}

    /** Whose they are: a rule's, or a campaign's own when there is no rule. */
    public record Owner(
            int workspaceId, int campaignId, @Nullable Integer ruleId) {}

    /** Those of each of these rules, in order. */
    public static Map<Integer, List<DestinationDraft>> ofRules(Collection<Integer> ruleIds) {
        return drafts(Destination.ofRules(ruleIds), each -> Objects.requireNonNull(each.ruleId));
    }

    /** The defaults of each of these campaigns, in order. */
    public static Map<Integer, List<DestinationDraft>> ofCampaigns(Collection<Integer> campaignIds) {
        return drafts(Destination.ofCampaigns(campaignIds), each -> each.campaignId);
    }

    /**
     * Makes the owner's destinations these: one that leads where one led before keeps its number.
     *
     * @param macros parameters of the campaign's traffic source
     */
    public static void replace(Owner owner, List<DestinationDraft> drafts, Set<String> macros) {
        var before = new ArrayList<>(
                owner.ruleId() == null
                        ? Destination.ofCampaigns(List.of(owner.campaignId()))
                        : Destination.ofRules(List.of(owner.ruleId())));
        var targets = targets(owner.workspaceId(), drafts, macros);
        for (int i = 0; i < targets.size(); i++) {
            var target = targets.get(i);
            var kept = before.stream()
                    .filter(each -> each.leadsTo(target.offerId(), target.landerId(), target.url()))
                    .findFirst();
            var destination = kept.orElseGet(() -> create(owner, target));
            kept.ifPresent(before::remove);
            destination.ordinal = i;
            destination.weight = drafts.get(i).weightOrOne();
            if (kept.isEmpty()) {
                destination.persist();
            }
        }
        before.forEach(gone -> gone.archivedAt = Moment.now());
    }

    private record Target(
            @Nullable Integer offerId,
            @Nullable Integer landerId,
            @Nullable String url) {}

    /** Where they lead, or a problem that names every one that leads nowhere or to one place twice. */
    private static List<Target> targets(int workspaceId, List<DestinationDraft> drafts, Set<String> macros) {
        var errors = new ArrayList<FieldProblem>();
        var targets = new ArrayList<Target>();
        for (int i = 0; i < drafts.size(); i++) {
            var draft = drafts.get(i);
            var field = FIELD + "[" + i + "]";
            if (draft.targets() != 1) {
                errors.add(new FieldProblem(field, "needs exactly one of offer, lander and url"));
                continue;
            }
            SourceMacros.fault(field + ".url", draft.url(), macros).ifPresent(errors::add);
            var offer = draft.offer() == null ? null : Offer.liveBySlug(workspaceId, draft.offer());
            var lander = draft.lander() == null ? null : Lander.liveBySlug(workspaceId, draft.lander());
            if (offer != null && offer.isEmpty()) {
                errors.add(new FieldProblem(field + ".offer", "is no slug of an offer; create it first"));
            } else if (lander != null && lander.isEmpty()) {
                errors.add(new FieldProblem(field + ".lander", "is no slug of a lander; create it first"));
            } else {
                var target = new Target(
                        offer == null ? null : offer.get().id, lander == null ? null : lander.get().id, draft.url());
                if (targets.contains(target)) {
                    errors.add(new FieldProblem(field, "stands twice; add its weight to the other one's"));
                }
                targets.add(target);
            }
        }
        if (!errors.isEmpty()) {
            throw ProblemException.of(ProblemCode.INVALID, errors);
        }
        return targets;
    }

    private static Destination create(Owner owner, Target target) {
        var destination = new Destination();
        destination.workspaceId = owner.workspaceId();
        destination.campaignId = owner.campaignId();
        destination.ruleId = owner.ruleId();
        destination.offerId = target.offerId();
        destination.landerId = target.landerId();
        destination.url = target.url();
        destination.createdAt = Moment.now();
        return destination;
    }

    private static Map<Integer, List<DestinationDraft>> drafts(
            List<Destination> destinations, Function<Destination, Integer> owner) {
        var offers = Offer.byIds(ids(destinations, each -> each.offerId)).stream()
                .collect(Collectors.toMap(each -> each.id, each -> each.slug));
        var landers = Lander.byIds(ids(destinations, each -> each.landerId)).stream()
                .collect(Collectors.toMap(each -> each.id, each -> each.slug));
        var drafts = new HashMap<Integer, List<DestinationDraft>>();
        for (var each : destinations) {
            drafts.computeIfAbsent(owner.apply(each), _ -> new ArrayList<>())
                    .add(new DestinationDraft(
                            each.offerId == null ? null : offers.get(each.offerId),
                            each.landerId == null ? null : landers.get(each.landerId),
                            each.url,
                            each.weight));
        }
        return drafts;
    }

    private static List<Integer> ids(
            List<Destination> destinations, Function<Destination, @Nullable Integer> reference) {
        return destinations.stream()
                .map(reference)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .distinct()
                .toList();
    }
}
