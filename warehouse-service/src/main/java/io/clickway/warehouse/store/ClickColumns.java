package io.clickway.warehouse.store;

import io.clickway.event.proto.Click;
import io.clickway.event.proto.Decision;
import io.clickway.link.Macro;
import io.clickway.warehouse.dictionary.Group;
import io.clickway.warehouse.dictionary.References;

/**
 * A click as a row of {@code clicks}: what it refers to in a dictionary is null in the row. The view {@code clicks_whole} reads
 * it together again.
 */
final class ClickColumns {

    /** In the order that {@link #write} writes. */
    static final String NAMES = "occurred_at, seq, visitor, click_id, source_no,"
            + " agent_no, place_no, route_no, request_no, referrer_no, query_no, verdict, network, draw,"
            + " workspace_id, link_id, campaign_id, config_version, link_revision, rule_id, destination_id, offer_id,"
            + " lander_id, traffic_source_id, outcome, passed, destination,"
            + " device, user_agent, os, os_version, browser, browser_version,"
            + " asn, country, continent, subdivision, city,"
            + " flags, judge_version, signals, method, host, language, reasons, referrer, target,"
            + " sub1, sub2, sub3, sub4, sub5, sub6, sub7, sub8, sub9, sub10, parameters, cost, currency";

    private static final int COUNT = 60;
    private static final int ROUTE_COLUMNS = 12;
    private static final int AGENT_COLUMNS = 6;
    private static final int PLACE_COLUMNS = 5;
    private static final int REQUEST_COLUMNS = 7;

    private static final int V4_PREFIX = 24;
    private static final int V6_PREFIX = 48;

    private ClickColumns() {}

    static void write(CopyBuffer target, StoredRow.ClickRow row, References references) {
        var id = row.event().id();
        var click = row.event().click();
        target.row(COUNT)
                .timestamptz(id.epochMillis())
                .int8(row.event().place().seq())
                .int8(click.getVisitor())
                .uuid(id.high(), id.low())
                .int4(row.sourceNo());
        for (var group : GROUPS) {
            int4OrNull(target, references.number(group), references.has(group));
        }
        target.int2(click.getVerdictValue());
        writeNetwork(target, click);
        writeRoute(target, click, references);
        writeAgent(target, click, references);
        writePlace(target, click, references);
        writeRequest(target, click, references);
        // No referrer is null beside a dictionary, and empty never comes again.
        target.textOrNull(references.has(Group.REFERRERS) ? "" : click.getReferrer());
        writeQuery(target, click, references);
        if (click.getCurrency().isEmpty()) {
            target.nothing(2);
        } else {
            target.micros(click.getCostMicros()).text(click.getCurrency());
        }
    }

    private static final Group[] GROUPS = {
        Group.AGENTS, Group.PLACES, Group.ROUTES, Group.REQUESTS, Group.REFERRERS, Group.QUERIES
    };

    private static void writeNetwork(CopyBuffer target, Click click) {
        var network = click.getNetwork();
        if (network.isEmpty()) {
            target.nothing();
        } else {
            target.inet(network.toByteArray(), network.size() == 4 ? V4_PREFIX : V6_PREFIX);
        }
    }

    /** What nobody told is null, never zero; but a draw of zero is null where the route knows that it was told. */
    private static void writeRoute(CopyBuffer target, Click click, References references) {
        boolean isTold = click.hasDecision();
        var decision = click.getDecision();
        if (references.has(Group.ROUTES)) {
            int4OrNull(target, decision.getDraw(), decision.getDraw() != 0);
            target.nothing(ROUTE_COLUMNS);
            if (references.keepsDestination()) {
                target.nothing();
            } else {
                target.text(click.getDestination());
            }
            return;
        }
        int4OrNull(target, decision.getDraw(), isTold);
        target.int4(click.getWorkspaceId())
                .int4(click.getLinkId())
                .int4(click.getCampaignId())
                .int4((int) click.getConfigVersion());
        int4OrNull(target, decision.getLinkRevision(), isTold);
        int4OrNull(target, decision.getRuleId(), decision.getRuleId() != 0);
        int4OrNull(target, decision.getDestinationId(), decision.getDestinationId() != 0);
        int4OrNull(target, decision.getOfferId(), decision.getOfferId() != 0);
        int4OrNull(target, decision.getLanderId(), decision.getLanderId() != 0);
        int4OrNull(target, click.getTrafficSourceId(), click.getTrafficSourceId() != 0);
        if (isTold) {
            target.int2(decision.getOutcomeValue());
        } else {
            target.nothing();
        }
        writePassed(target, decision);
        target.text(click.getDestination());
    }

    private static void writePassed(CopyBuffer target, Decision decision) {
        int count = decision.getPassedCount();
        if (count == 0) {
            target.nothing();
            return;
        }
        var pairs = new int[2 * count];
        for (int i = 0; i < count; i++) {
            var passed = decision.getPassed(i);
            pairs[2 * i] = passed.getRuleId();
            pairs[2 * i + 1] = passed.getCondition();
        }
        target.int4s(pairs);
    }

    private static void writeAgent(CopyBuffer target, Click click, References references) {
        if (references.has(Group.AGENTS)) {
            target.nothing(AGENT_COLUMNS);
            return;
        }
        target.int2(click.getDeviceValue())
                .text(click.getUserAgent())
                .text(click.getOs())
                .textOrNull(click.getOsVersion())
                .text(click.getBrowser())
                .textOrNull(click.getBrowserVersion());
    }

    private static void writePlace(CopyBuffer target, Click click, References references) {
        if (references.has(Group.PLACES)) {
            target.nothing(PLACE_COLUMNS);
            return;
        }
        if (click.getAsn() == 0) {
            target.nothing();
        } else {
            target.int8(Integer.toUnsignedLong(click.getAsn()));
        }
        target.text(click.getCountry())
                .textOrNull(click.getContinent())
                .textOrNull(click.getSubdivision())
                .textOrNull(click.getCity());
    }

    private static void writeRequest(CopyBuffer target, Click click, References references) {
        if (references.has(Group.REQUESTS)) {
            target.nothing(REQUEST_COLUMNS);
            return;
        }
        target.int4(click.getFlags())
                .int4(click.getJudgeVersion())
                .int4(click.getSignals())
                .int2(click.getMethodValue())
                .text(click.getHost())
                .text(click.getLanguage())
                .texts(click.getReasonsList(), click.getReasonsCount());
    }

    private static void writeQuery(CopyBuffer target, Click click, References references) {
        if (references.keepsTarget()) {
            target.nothing();
        } else {
            target.text(click.getTarget());
        }
        for (int i = 0; i < Macro.SUBS; i++) {
            target.textOrNull(i < click.getSubsCount() && !references.keepsSub(i) ? click.getSubs(i) : null);
        }
        writeParameters(target, click, references);
    }

    private static void writeParameters(CopyBuffer target, Click click, References references) {
        CopyBuffer.Json json = null;
        for (int i = 0; i < click.getParametersCount(); i++) {
            if (!references.keepsParameter(i)) {
                json = json == null ? target.jsonb() : json;
                var parameter = click.getParameters(i);
                json.member(parameter.getName(), parameter.getValue());
            }
        }
        if (json == null) {
            target.nothing();
        } else {
            json.close();
        }
    }

    private static void int4OrNull(CopyBuffer target, int value, boolean isKnown) {
        if (isKnown) {
            target.int4(value);
        } else {
            target.nothing();
        }
    }
}
