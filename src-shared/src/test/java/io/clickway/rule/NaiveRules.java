package io.clickway.rule;

import io.clickway.condition.ClickFacts;
import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.RuleRecord;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads conditions afresh for every click, in the plainest way there is: what the compiled ones must agree with. */
final class NaiveRules {

    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final Pattern VERSIONED = Pattern.compile("(.+?) ([0-9.]+|[0-9.]*\\.\\.[0-9.]*)");

    private NaiveRules() {}

    /** -1 when all hold, else the index of the first one that doesn't. */
    static int firstFailing(RuleRecord rule, ClickFacts facts) {
        for (int i = 0; i < rule.getConditionsCount(); i++) {
            if (!holds(rule.getConditions(i), facts)) {
                return i;
            }
        }
        return -1;
    }

    static boolean holds(ConditionRecord condition, ClickFacts facts) {
        boolean isPresence = condition.getField() == io.clickway.links.proto.Field.PARAMETER
                && condition.getMatch() == io.clickway.links.proto.Match.PRESENT;
        boolean holds = isPresence
                ? facts.parameter(condition.getParameter()) != null
                : condition.getValuesList().stream().anyMatch(value -> holds(condition, value, facts));
        return holds != condition.getIsNegated();
    }

    private static boolean holds(ConditionRecord condition, String value, ClickFacts facts) {
        var lower = value.toLowerCase(Locale.ROOT);
        return switch (condition.getField()) {
            case COUNTRY -> facts.country().equalsIgnoreCase(value);
            case CONTINENT -> facts.continent().equalsIgnoreCase(value);
            case REGION ->
                !facts.subdivision().isEmpty()
                        && (value.contains("-")
                                ? (facts.country() + "-" + facts.subdivision()).equalsIgnoreCase(value)
                                : facts.subdivision().equalsIgnoreCase(value));
            case CITY -> facts.city().equalsIgnoreCase(value);
            case ASN ->
                ("as" + facts.asn()).equals(lower)
                        || String.valueOf(facts.asn()).equals(lower);
            case LANGUAGE ->
                facts.language().equals(lower)
                        || !lower.contains("-") && facts.language().startsWith(lower + "-");
            case DEVICE ->
                facts.device()
                        .name()
                        .replace("_DEVICE", "")
                        .replace("DEVICE_", "")
                        .equalsIgnoreCase(value);
            case OS -> version(value, facts.os(), facts.osVersion());
            case BROWSER -> version(value, facts.browser(), facts.browserVersion());
            case VERDICT -> facts.verdict().name().equalsIgnoreCase(value);
            case REFERRER_HOST ->
                facts.referrerHost().equals(lower)
                        || !lower.isEmpty() && facts.referrerHost().endsWith("." + lower);
            case IP -> network(value, facts.address());
            case PARAMETER -> parameter(condition, value, facts);
            case TIME -> time(lower, local(condition, facts));
            case DATE -> date(value, local(condition, facts).toLocalDateTime());
            default -> throw new AssertionError(condition);
        };
    }

    private static ZonedDateTime local(ConditionRecord condition, ClickFacts facts) {
        var zone = condition.getZone().isEmpty() ? "UTC" : condition.getZone();
        return Instant.ofEpochMilli(facts.timeMillis()).atZone(ZoneId.of(zone));
    }

    private static boolean version(String value, String family, String version) {
        var matcher = VERSIONED.matcher(value);
        if (!matcher.matches()) {
            return family.equalsIgnoreCase(value);
        }
        if (!family.equalsIgnoreCase(matcher.group(1)) || version.isEmpty()) {
            return false;
        }
        var bounds = matcher.group(2);
        int dots = bounds.indexOf("..");
        var from = dots < 0 ? bounds : bounds.substring(0, dots);
        var through = dots < 0 ? bounds : bounds.substring(dots + 2);
        return (from.isEmpty() || compare(version, from) >= 0) && (through.isEmpty() || compare(version, through) <= 0);
    }

    private static int compare(String version, String bound) {
        var told = new ArrayList<>(
                Arrays.stream(version.split("\\.")).map(BigInteger::new).toList());
        var wanted = Arrays.stream(bound.split("\\.")).map(BigInteger::new).toList();
        while (told.size() < wanted.size()) {
            told.add(BigInteger.ZERO);
        }
        for (int i = 0; i < wanted.size(); i++) {
            int byPart = told.get(i).compareTo(wanted.get(i));
            if (byPart != 0) {
                return byPart;
            }
        }
        return 0;
    }

    private static boolean network(String value, byte[] address) {
        var parts = value.split("/");
        var base = InetAddress.ofLiteral(parts[0]).getAddress();
        if (base.length != address.length) {
            return false;
        }
        int prefix = parts.length == 1 ? base.length * 8 : Integer.parseInt(parts[1]);
        int shift = base.length * 8 - prefix;
        return new BigInteger(1, base).shiftRight(shift).equals(new BigInteger(1, address).shiftRight(shift));
    }

    private static boolean parameter(ConditionRecord condition, String value, ClickFacts facts) {
        var given = facts.parameter(condition.getParameter());
        if (given == null) {
            return false;
        }
        return switch (condition.getMatch()) {
            case EQUALS -> given.equals(value);
            case CONTAINS -> given.contains(value);
            case GLOB ->
                given.matches(value.chars()
                        .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf((char) c)))
                        .collect(Collectors.joining()));
            default -> throw new AssertionError(condition);
        };
    }

    private static boolean time(String value, ZonedDateTime local) {
        var parts = value.split(" ");
        var hours = parts[parts.length - 1].contains(":") ? parts[parts.length - 1] : null;
        var days = hours != null && parts.length == 1 ? "mon-sun" : parts[0];
        var today = DAYS.get(local.getDayOfWeek().getValue() - 1);
        var yesterday = DAYS.get(local.getDayOfWeek().minus(1).getValue() - 1);
        if (hours == null) {
            return named(days, today);
        }
        var from = LocalTime.parse(hours.substring(0, 5));
        var to = LocalTime.parse(hours.substring(6));
        var now = local.toLocalTime();
        if (from.isBefore(to)) {
            return named(days, today) && !now.isBefore(from) && now.isBefore(to);
        }
        return named(days, today) && !now.isBefore(from) || named(days, yesterday) && now.isBefore(to);
    }

    private static boolean named(String days, String day) {
        for (var span : days.split(",")) {
            var ends = span.split("-");
            int first = DAYS.indexOf(ends[0]);
            int last = DAYS.indexOf(ends[ends.length - 1]);
            int wanted = DAYS.indexOf(day);
            if (first <= wanted && wanted <= last) {
                return true;
            }
        }
        return false;
    }

    private static boolean date(String value, LocalDateTime local) {
        int dots = value.indexOf("..");
        var from = dots < 0 ? value : value.substring(0, dots);
        var through = dots < 0 ? value : value.substring(dots + 2);
        var day = local.toLocalDate().toString();
        var minute = local.toString();
        return (from.isEmpty() || (from.length() == 10 ? day : minute).compareTo(from) >= 0)
                && (through.isEmpty() || day.compareTo(through) <= 0);
    }
}
