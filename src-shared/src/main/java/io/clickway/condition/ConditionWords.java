package io.clickway.condition;

import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.Match;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says conditions in words, for a decision's trace. Not for the hot path. */
public final class ConditionWords {

    private static final int MAX_SHOWN = 10;
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm", Locale.ROOT);

    private ConditionWords() {}

    /** As the API writes the field, e.g. "referrer_host". */
    public static String of(Field field) {
        return field == Field.UNRECOGNIZED ? "unknown" : field.name().toLowerCase(Locale.ROOT);
    }

    static String fields() {
        return Arrays.stream(Field.values())
                .filter(field -> field != Field.FIELD_UNSPECIFIED && field != Field.UNRECOGNIZED)
                .map(ConditionWords::of)
                .collect(Collectors.joining(", "));
    }

    /** What the click is and what the condition wants, e.g. "country is FR, needs one of DE, AT". */
    public static String say(ConditionRecord condition, ClickFacts facts) {
        return subject(condition, facts) + ", " + wish(condition);
    }

    private static String wish(ConditionRecord condition) {
        boolean isNegated = condition.getIsNegated();
        if (condition.getField() == Field.PARAMETER && condition.getMatch() == Match.PRESENT) {
            return isNegated ? "must not be there" : "needs to be there";
        }
        var verb = switch (condition.getMatch()) {
            case CONTAINS -> "contain ";
            case GLOB -> "match ";
            case EQUALS, PRESENT, UNRECOGNIZED -> "be ";
        };
        boolean isBare = condition.getMatch() == Match.EQUALS;
        boolean isOne = condition.getValuesCount() == 1;
        if (isNegated) {
            return (isOne ? "must not " + verb : "must " + verb + "none of ") + listed(condition.getValuesList());
        }
        return (isBare ? "needs " : "needs to " + verb) + (isOne ? "" : "one of ") + listed(condition.getValuesList());
    }

    private static String listed(List<String> values) {
        var shown = values.stream()
                .limit(MAX_SHOWN)
                .map(value -> value.isEmpty() ? "(none)" : value)
                .collect(Collectors.joining(", "));
        return values.size() <= MAX_SHOWN ? shown : shown + " and " + (values.size() - MAX_SHOWN) + " more";
    }

    private static String subject(ConditionRecord condition, ClickFacts facts) {
        var name = of(condition.getField()).replace('_', ' ');
        return switch (condition.getField()) {
            case COUNTRY -> name + is(facts.country());
            case CONTINENT -> name + is(facts.continent());
            case REGION -> name + is(facts.subdivision().isEmpty() ? "" : facts.country() + "-" + facts.subdivision());
            case CITY -> name + is(facts.city());
            case ASN -> name + is(facts.asn() == 0 ? "" : Integer.toUnsignedString(facts.asn()));
            case LANGUAGE -> name + is(facts.language());
            case DEVICE -> name + is(Words.of(facts.device()));
            case OS -> name + is((facts.os() + " " + facts.osVersion()).strip());
            case BROWSER -> name + is((facts.browser() + " " + facts.browserVersion()).strip());
            case VERDICT -> name + is(Words.of(facts.verdict()));
            case REFERRER_HOST ->
                facts.referrerHost().isEmpty() ? "there is no referrer" : name + is(facts.referrerHost());
            case IP -> address(facts);
            case PARAMETER -> parameter(condition.getParameter(), facts);
            case TIME, DATE -> "it is " + local(condition.getZone(), facts.timeMillis());
            case FIELD_UNSPECIFIED, UNRECOGNIZED -> name;
        };
    }

    private static String is(String value) {
        return value.isEmpty() ? " is unknown" : " is " + value;
    }

    private static String address(ClickFacts facts) {
        var address = facts.address();
        if (address.length == 0) {
            return "address is unknown";
        }
        var text = AddressText.of(address);
        return facts.isNetworkOnly()
                ? "address lies in " + text + (address.length == 4 ? "/24" : "/48")
                : "address is " + text;
    }

    private static String parameter(String name, ClickFacts facts) {
        var value = facts.parameter(name);
        return "parameter " + name + (value == null ? " is missing" : " is '" + value + "'");
    }

    private static String local(String zone, long millis) {
        var name = zone.isEmpty() || !ZoneId.getAvailableZoneIds().contains(zone) ? "UTC" : zone;
        return LOCAL.format(Instant.ofEpochMilli(millis).atZone(ZoneId.of(name))) + " in " + name;
    }
}
