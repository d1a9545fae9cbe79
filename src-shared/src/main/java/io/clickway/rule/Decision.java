package io.clickway.rule;

import io.clickway.condition.ClickFacts;
import io.clickway.condition.Words;
import io.clickway.event.proto.Outcome;
import io.clickway.id.ClickId;
import io.clickway.link.DestinationTemplate;
import io.clickway.link.Macro;
import io.clickway.link.MacroValues;
import org.jspecify.annotations.Nullable;

/** Where a click goes and how that was found. */
public final class Decision {

    private final LinkPlan link;
    private final Outcome outcome;
    private final @Nullable Rule rule;
    private final @Nullable Destination destination;
    private final @Nullable DestinationTemplate url;
    private final int draw;
    private final Trace trace;

    /** Either a destination or a URL, or neither when there is none. */
    Decision(
            LinkPlan link,
            Outcome outcome,
            @Nullable Rule rule,
            @Nullable Destination destination,
            @Nullable DestinationTemplate url,
            int draw,
            Trace trace) {
        this.link = link;
        this.outcome = outcome;
        this.rule = rule;
        this.destination = destination;
        this.url = url;
        this.draw = draw;
        this.trace = trace;
    }

    public Outcome outcome() {
        return outcome;
    }

    public LinkPlan link() {
        return link;
    }

    /** 0 when no rule took the click. */
    public int ruleId() {
        return rule == null ? 0 : rule.ruleId();
    }

    /** Null when one of the link's own URLs was taken, or there was none. */
    public @Nullable Destination destination() {
        return destination;
    }

    /** Where to send the visitor; null when there is nowhere. */
    public @Nullable DestinationTemplate template() {
        return destination == null ? url : destination.template();
    }

    public int draw() {
        return draw;
    }

    /**
     * False when a condition asked for more of the address than is kept and might have changed the outcome: only of a
     * stored click that is decided again. The decision then goes on as if the condition had failed.
     */
    public boolean isCertain() {
        return trace.isTold();
    }

    /** False when, for the same reason, a rule surely failed but perhaps by another condition than the trace names. */
    public boolean isTraceCertain() {
        return trace.isSure();
    }

    /** Of the first rule that can't be told; 0 when all can. */
    public int untoldRuleId() {
        return trace.untoldRuleId();
    }

    /** Index of its condition that can't be told; -1 when all can. */
    public int untoldCondition() {
        return trace.untoldCondition();
    }

    /** As it is kept with the click. */
    public io.clickway.event.proto.Decision toProto() {
        var proto = io.clickway.event.proto.Decision.newBuilder()
                .setOutcome(outcome)
                .setLinkRevision(link.revision())
                .setRuleId(ruleId())
                .setDraw(draw);
        if (destination != null) {
            proto.setDestinationId(destination.destinationId())
                    .setOfferId(destination.offerId())
                    .setLanderId(destination.landerId());
        }
        var rules = link.campaign().rules();
        for (int i = 0; i < trace.count(); i++) {
            proto.addPassed(rules[i].passed(trace.condition(i)));
        }
        return proto.build();
    }

    /** The values of this click's macros. */
    public MacroValues macros(ClickFacts facts) {
        return new ClickMacros(facts);
    }

    /** Lives for one rendering. */
    private final class ClickMacros implements MacroValues {

        private final ClickFacts facts;

        ClickMacros(ClickFacts facts) {
            this.facts = facts;
        }

        @Override
        public @Nullable String value(Macro macro) {
            return switch (macro) {
                case CLICK_ID -> new ClickId(facts.idHigh(), facts.idLow()).toString();
                case CAMPAIGN -> link.campaign().slug();
                case CAMPAIGN_ID -> Integer.toUnsignedString(link.campaign().campaignId());
                case LINK -> link.slug();
                case RULE -> rule == null ? null : rule.name();
                case OFFER ->
                    destination == null || destination.landerId() != 0 || destination.offerId() == 0
                            ? null
                            : destination.name();
                case LANDER -> destination == null || destination.landerId() == 0 ? null : destination.name();
                case SOURCE -> link.campaign().source().slug();
                case COUNTRY -> facts.country();
                case DEVICE -> Words.of(facts.device());
                case OS -> facts.os();
                case BROWSER -> facts.browser();
                case LANGUAGE -> facts.language();
                case SUB1, SUB2, SUB3, SUB4, SUB5, SUB6, SUB7, SUB8, SUB9, SUB10 -> facts.parameter(macro.text());
            };
        }

        @Override
        public @Nullable String parameter(String name) {
            return facts.parameter(name);
        }
    }
}
