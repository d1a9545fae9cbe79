package io.clickway.warehouse.unpack;

import io.clickway.event.proto.Click;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Verdict;
import io.clickway.link.Macro;
import io.clickway.warehouse.unpack.EventReading.Fault;
import java.util.Optional;

/** What a click must keep to be a row of {@code clicks}; the checks of the table, said before Postgres says them. */
final class ClickRules {

    private static final int MAX_PARAMETERS = 1_000;

    /** numeric(18,6) holds 12 digits before the point. */
    private static final long MAX_COST_MICROS = 999_999_999_999_999_999L;

    private ClickRules() {}

    static Optional<Fault> fault(Click click) {
        if (click.getWorkspaceId() < 0
                || click.getLinkId() < 0
                || click.getCampaignId() < 0
                || click.getFlags() < 0
                || click.getJudgeVersion() < 0
                || click.getConfigVersion() < 0
                || click.getConfigVersion() > Integer.MAX_VALUE) {
            return Fault.badValue("a number beyond 2,147,483,647");
        }
        if (click.getDevice() == Device.UNRECOGNIZED
                || click.getMethod() == Method.UNRECOGNIZED
                || click.getVerdict() == Verdict.UNRECOGNIZED) {
            return Fault.badValue("a device, method or verdict that this build does not know");
        }
        int network = click.getNetwork().size();
        if (network != 0 && network != 4 && network != 16) {
            return Fault.badValue("a network of " + network + " bytes");
        }
        if (!isCode(click.getCountry(), 2) || !isCode(click.getCurrency(), 3)) {
            return Fault.badValue("a country or currency that is no code");
        }
        if (Math.abs(click.getCostMicros()) > MAX_COST_MICROS || click.getCostMicros() == Long.MIN_VALUE) {
            return Fault.badValue("a cost of more than 12 digits");
        }
        if (click.getSubsCount() > Macro.SUBS || click.getParametersCount() > MAX_PARAMETERS) {
            return Fault.badValue(
                    click.getSubsCount() + " sub parameters and " + click.getParametersCount() + " other parameters");
        }
        return nul(click);
    }

    private static Optional<Fault> nul(Click click) {
        if (hasNul(click.getTarget())) {
            return Fault.nul("target");
        }
        if (hasNul(click.getUserAgent())) {
            return Fault.nul("user_agent");
        }
        if (hasNul(click.getReferrer())) {
            return Fault.nul("referrer");
        }
        if (hasNul(click.getHost())
                || hasNul(click.getLanguage())
                || hasNul(click.getOs())
                || hasNul(click.getBrowser())
                || hasNul(click.getDestination())) {
            return Fault.nul("host, language, os, browser or destination");
        }
        for (int i = 0; i < click.getReasonsCount(); i++) {
            if (hasNul(click.getReasons(i))) {
                return Fault.nul("reasons");
            }
        }
        for (int i = 0; i < click.getSubsCount(); i++) {
            if (hasNul(click.getSubs(i))) {
                return Fault.nul("sub" + (i + 1));
            }
        }
        for (int i = 0; i < click.getParametersCount(); i++) {
            if (hasNul(click.getParameters(i).getName())
                    || hasNul(click.getParameters(i).getValue())) {
                return Fault.nul("a parameter");
            }
        }
        return Optional.empty();
    }

    private static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }

    /** Empty, or upper-case letters of that number. */
    private static boolean isCode(String text, int letters) {
        if (text.isEmpty()) {
            return true;
        }
        if (text.length() != letters) {
            return false;
        }
        for (int i = 0; i < letters; i++) {
            if (text.charAt(i) < 'A' || text.charAt(i) > 'Z') {
                return false;
            }
        }
        return true;
    }
}
