package io.clickway.warehouse.store;

import io.clickway.event.proto.Click;
import io.clickway.event.proto.Decision;
import io.clickway.link.Macro;

/** A click as a row of {@code clicks}. */
final class ClickColumns {

    /** In the order that {@link #write} writes. */
    static final String NAMES = "occurred_at, seq, visitor, click_id, source_no, workspace_id, link_id, campaign_id,"
            + " config_version, flags, judge_version, device, method, verdict, country, network, os, browser, language,"
            + " host, target, referrer, user_agent, destination, reasons, cost, currency,"
            + " sub1, sub2, sub3, sub4, sub5, sub6, sub7, sub8, sub9, sub10, parameters,"
            + " asn, link_revision, rule_id, destination_id, offer_id, lander_id, traffic_source_id, draw, signals,"
            + " outcome, continent, subdivision, city, os_version, browser_version, passed";

    private static final int COUNT = 54;

    private static final int V4_PREFIX = 24;
    private static final int V6_PREFIX = 48;

    private ClickColumns() {}

    static void write(CopyBuffer target, StoredRow.ClickRow row) {
        var id = row.event().id();
        var click = row.event().click();
        target.row(COUNT)
                .timestamptz(id.epochMillis())
                .int8(row.event().place().seq())
                .int8(click.getVisitor())
                .uuid(id.high(), id.low())
                .int4(row.sourceNo())
                .int4(click.getWorkspaceId())
                .int4(click.getLinkId())
                .int4(click.getCampaignId())
                .int4((int) click.getConfigVersion())
                .int4(click.getFlags())
                .int4(click.getJudgeVersion())
                .int2(click.getDeviceValue())
                .int2(click.getMethodValue())
                .int2(click.getVerdictValue())
                .text(click.getCountry());
        var network = click.getNetwork();
        if (network.isEmpty()) {
            target.nothing();
        } else {
            target.inet(network.toByteArray(), network.size() == 4 ? V4_PREFIX : V6_PREFIX);
        }
        target.text(click.getOs())
                .text(click.getBrowser())
                .text(click.getLanguage())
                .text(click.getHost())
                .text(click.getTarget())
                .text(click.getReferrer())
                .text(click.getUserAgent())
                .text(click.getDestination())
                .texts(click.getReasonsList(), click.getReasonsCount());
        if (click.getCurrency().isEmpty()) {
            target.nothing().nothing();
        } else {
            target.micros(click.getCostMicros()).text(click.getCurrency());
        }
        for (int i = 0; i < Macro.SUBS; i++) {
            target.textOrNull(i < click.getSubsCount() ? click.getSubs(i) : null);
        }
        writeParameters(target, click);
        writeDecision(target, click);
    }

    /** What nobody told is null, never zero. */
    private static void writeDecision(CopyBuffer target, Click click) {
        boolean isTold = click.hasDecision();
        var decision = click.getDecision();
        if (click.getAsn() == 0) {
            target.nothing();
        } else {
            target.int8(Integer.toUnsignedLong(click.getAsn()));
        }
        int4OrNull(target, decision.getLinkRevision(), isTold);
        int4OrNull(target, decision.getRuleId(), decision.getRuleId() != 0);
        int4OrNull(target, decision.getDestinationId(), decision.getDestinationId() != 0);
        int4OrNull(target, decision.getOfferId(), decision.getOfferId() != 0);
        int4OrNull(target, decision.getLanderId(), decision.getLanderId() != 0);
        int4OrNull(target, click.getTrafficSourceId(), click.getTrafficSourceId() != 0);
        int4OrNull(target, decision.getDraw(), isTold);
        target.int4(click.getSignals());
        if (isTold) {
            target.int2(decision.getOutcomeValue());
        } else {
            target.nothing();
        }
        target.textOrNull(click.getContinent())
                .textOrNull(click.getSubdivision())
                .textOrNull(click.getCity())
                .textOrNull(click.getOsVersion())
                .textOrNull(click.getBrowserVersion());
        writePassed(target, decision);
    }

    private static void int4OrNull(CopyBuffer target, int value, boolean isKnown) {
        if (isKnown) {
            target.int4(value);
        } else {
            target.nothing();
        }
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

    private static void writeParameters(CopyBuffer target, Click click) {
        if (click.getParametersCount() == 0) {
            target.nothing();
            return;
        }
        var json = target.jsonb();
        for (int i = 0; i < click.getParametersCount(); i++) {
            var parameter = click.getParameters(i);
            json.member(parameter.getName(), parameter.getValue());
        }
        json.close();
    }
}
