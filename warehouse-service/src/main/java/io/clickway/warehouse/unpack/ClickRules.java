package io.clickway.warehouse.unpack;

import io.clickway.event.proto.Click;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Outcome;
import io.clickway.event.proto.Verdict;
import io.clickway.link.Macro;
import io.clickway.warehouse.unpack.EventReading.Fault;
import java.util.Optional;
import java.util.Set;

/** What a click must keep to be a row of {@code clicks}; the checks of the table, said before Postgres says them. */
final class ClickRules {

    private static final int MAX_PARAMETERS = 1_000;

    /** numeric(18,6) holds 12 digits before the point. */
    private static final long MAX_COST_MICROS = 999_999_999_999_999_999L;

    private static final Set<String> CONTINENTS = Set.of("AF", "AN", "AS", "EU", "NA", "OC", "SA");

    private static final int MAX_CITY = 200;
    private static final int MAX_VERSION = 64;

    /** Of the rules that did not take a click. */
    private static final int MAX_PASSED = 64;

    private static final int MAX_SEALED_ADDRESS = 64;

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
        return place(click).or(() -> decision(click)).or(() -> nul(click));
    }

    private static Optional<Fault> place(Click click) {
        if (!click.getContinent().isEmpty() && !CONTINENTS.contains(click.getContinent())) {
            return Fault.badValue("a continent that is none");
        }
        if (!isSubdivision(click.getSubdivision())) {
            return Fault.badValue("a subdivision that is no code of up to 3 letters and digits");
        }
        if (click.getCity().length() > MAX_CITY) {
            return Fault.badValue("a city of " + click.getCity().length() + " characters");
        }
        if (click.getOsVersion().length() > MAX_VERSION
                || click.getBrowserVersion().length() > MAX_VERSION) {
            return Fault.badValue("a version of os or browser of more than " + MAX_VERSION + " characters");
        }
        if (click.getSealedAddress().size() > MAX_SEALED_ADDRESS) {
            return Fault.badValue(
                    "a sealed address of " + click.getSealedAddress().size() + " bytes");
        }
        return Optional.empty();
    }

    private static Optional<Fault> decision(Click click) {
        var decision = click.getDecision();
        if (click.getTrafficSourceId() < 0
                || click.getSignals() < 0
                || decision.getLinkRevision() < 0
                || decision.getRuleId() < 0
                || decision.getDestinationId() < 0
                || decision.getOfferId() < 0
                || decision.getLanderId() < 0
                || decision.getDraw() < 0) {
            return Fault.badValue("a number of the decision beyond 2,147,483,647");
        }
        if (decision.getOutcome() == Outcome.UNRECOGNIZED) {
            return Fault.badValue("an outcome that this build does not know");
        }
        if (decision.getPassedCount() > MAX_PASSED) {
            return Fault.badValue(decision.getPassedCount() + " rules that did not take the click");
        }
        for (int i = 0; i < decision.getPassedCount(); i++) {
            var passed = decision.getPassed(i);
            if (passed.getRuleId() < 0 || passed.getCondition() < 0) {
                return Fault.badValue("a rule or condition beyond 2,147,483,647");
            }
        }
        return Optional.empty();
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
                || hasNul(click.getDestination())
                || hasNul(click.getCity())
                || hasNul(click.getOsVersion())
                || hasNul(click.getBrowserVersion())) {
            return Fault.nul("host, language, os, browser, destination, city or a version");
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

    /** Empty, or up to three upper-case letters and digits. */
    private static boolean isSubdivision(String text) {
        if (text.length() > 3) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < 'A' || c > 'Z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
