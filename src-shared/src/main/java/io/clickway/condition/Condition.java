package io.clickway.condition;

import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.Match;
import java.util.List;

/**
 * A compiled condition: holds when one of its values does or, negated, when none does. Thread-safe.
 *
 * <p>How values are written, case never mattering but for parameters: country {@code DE}; continent {@code EU}; region
 * {@code DE-BY} or {@code BY}; city {@code Vienna}; asn {@code 13335} or {@code AS13335}; language {@code de} (takes
 * {@code de-at}, too) or {@code de-at}; device, verdict as {@link Words}; os, browser {@code Chrome},
 * {@code Chrome 120}, {@code Chrome 100..119}, {@code Chrome 100..}, {@code Chrome ..99}; referrer host
 * {@code example.com} (takes its subdomains, too), empty for none; ip {@code 192.0.2.0/24}; parameter as its match says;
 * time {@code mon-fri 09:00-17:00} (to 16:59), {@code sat,sun}, {@code 22:00-06:00} (the night belongs to the day it
 * begins); date {@code 2026-11-01..2026-11-30}, {@code 2026-11-01T12:00..}, {@code ..2026-12-01}.
 */
public final class Condition {

    private final Check check;
    private final boolean isNegated;

    private Condition(Check check, boolean isNegated) {
        this.check = check;
        this.isNegated = isNegated;
    }

    /** @throws InvalidConditionException says which value of which field is wrong, and what to write instead */
    public static Condition parse(ConditionRecord record) throws InvalidConditionException {
        var field = record.getField();
        if (field == Field.FIELD_UNSPECIFIED || field == Field.UNRECOGNIZED) {
            throw new InvalidConditionException("has no known field; use one of " + ConditionWords.fields());
        }
        var name = ConditionWords.of(field);
        if (field != Field.PARAMETER && (!record.getParameter().isEmpty() || record.getMatch() != Match.EQUALS)) {
            throw new InvalidConditionException(
                    name + " has a name or match, which only parameters have; leave it out");
        }
        if (field != Field.TIME && field != Field.DATE && !record.getZone().isEmpty()) {
            throw new InvalidConditionException(name + " has a zone, which only time and date have; leave it out");
        }
        return new Condition(check(record, name), record.getIsNegated());
    }

    private static Check check(ConditionRecord record, String name) throws InvalidConditionException {
        List<String> raw = record.getValuesList();
        int max = record.getField() == Field.IP ? AddressCheck.MAX : Values.MAX;
        var values = record.getField() == Field.PARAMETER ? new Values(name, List.of()) : Values.of(name, raw, max);
        return switch (record.getField()) {
            case COUNTRY -> CodeCheck.ofCountries(values);
            case CONTINENT -> CodeCheck.ofContinents(values);
            case REGION -> RegionCheck.of(values);
            case CITY -> CityCheck.of(values);
            case ASN -> NumberCheck.of(values);
            case LANGUAGE -> LanguageCheck.of(values);
            case DEVICE -> CodeCheck.ofDevices(values);
            case OS, BROWSER -> VersionCheck.of(record.getField(), values);
            case VERDICT -> CodeCheck.ofVerdicts(values);
            case REFERRER_HOST -> HostCheck.of(values);
            case IP -> AddressCheck.of(values);
            case PARAMETER -> ParameterCheck.of(record.getParameter(), record.getMatch(), raw);
            case TIME -> TimeCheck.of(ZoneOffsets.of(Zones.of(name, record.getZone())), values);
            case DATE -> DateCheck.of(Zones.of(name, record.getZone()), values);
            case FIELD_UNSPECIFIED, UNRECOGNIZED -> throw new InvalidConditionException("has no known field");
        };
    }

    public Answer test(ClickFacts facts) {
        var answer = check.test(facts);
        return isNegated ? answer.negated() : answer;
    }

    /** Whether every click that this one takes, the other takes, too; false when it isn't certain. */
    public boolean isWithin(Condition other) {
        if (isNegated) {
            return other.isNegated && other.check.isWithin(check);
        }
        return other.isNegated ? check.isDisjoint(other.check) : check.isWithin(other.check);
    }

    /** Whether no click is taken by both; false when it isn't certain. */
    public boolean excludes(Condition other) {
        if (isNegated) {
            return !other.isNegated && other.check.isWithin(check);
        }
        return other.isNegated ? check.isWithin(other.check) : check.isDisjoint(other.check);
    }
}
