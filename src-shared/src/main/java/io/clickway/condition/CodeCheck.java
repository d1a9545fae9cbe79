package io.clickway.condition;

import io.clickway.event.proto.Device;
import io.clickway.event.proto.Verdict;
import io.clickway.links.proto.Field;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One of few codes: country, continent, device, verdict; each code is a bit. */
record CodeCheck(Field field, long[] bits) implements Check {

    private static final int LETTERS = 26;
    private static final int PAIR_WORDS = 11;

    /** Kosovo's code is of no standard, but databases use it. */
    private static final Set<String> MORE_COUNTRIES = Set.of("XK");

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private static final List<String> CONTINENTS = List.of("AF", "AN", "AS", "EU", "NA", "OC", "SA");

    static CodeCheck ofCountries(Values values) throws InvalidConditionException {
        var bits = new long[PAIR_WORDS];
        for (var value : values.list()) {
            var code = value.toUpperCase(Locale.ROOT);
            if (!COUNTRIES.contains(code) && !MORE_COUNTRIES.contains(code)) {
                throw values.bad(
                        value,
                        "is no country",
                        switch (code) {
                            case "UK" -> "GB";
                            case "EU" -> "a condition on the continent EU";
                            default -> "two letters of ISO 3166-1, e.g. DE";
                        });
            }
            set(bits, pair(code));
        }
        return new CodeCheck(Field.COUNTRY, bits);
    }

    static CodeCheck ofContinents(Values values) throws InvalidConditionException {
        var bits = new long[PAIR_WORDS];
        for (var value : values.list()) {
            var code = value.toUpperCase(Locale.ROOT);
            if (!CONTINENTS.contains(code)) {
                throw values.bad(value, "is no continent", "one of " + String.join(", ", CONTINENTS));
            }
            set(bits, pair(code));
        }
        return new CodeCheck(Field.CONTINENT, bits);
    }

    static CodeCheck ofDevices(Values values) throws InvalidConditionException {
        var bits = new long[1];
        for (var value : values.list()) {
            var device = Words.device(value.toLowerCase(Locale.ROOT));
            if (device == null) {
                throw values.bad(value, "is no device", "one of " + Words.devices());
            }
            set(bits, device.getNumber());
        }
        return new CodeCheck(Field.DEVICE, bits);
    }

    static CodeCheck ofVerdicts(Values values) throws InvalidConditionException {
        var bits = new long[1];
        for (var value : values.list()) {
            var verdict = Words.verdict(value.toLowerCase(Locale.ROOT));
            if (verdict == null) {
                throw values.bad(value, "is no verdict", "one of " + Words.verdicts());
            }
            set(bits, verdict.getNumber());
        }
        return new CodeCheck(Field.VERDICT, bits);
    }

    private static void set(long[] bits, int code) {
        bits[code >> 6] |= 1L << code;
    }

    @Override
    public Answer test(ClickFacts facts) {
        int code = switch (field) {
            case COUNTRY -> pair(facts.country());
            case CONTINENT -> pair(facts.continent());
            case DEVICE -> number(facts.device());
            default -> number(facts.verdict());
        };
        return Answer.of(code >= 0 && code >> 6 < bits.length && (bits[code >> 6] >>> code & 1) != 0);
    }

    private static int number(Device device) {
        return device == Device.UNRECOGNIZED ? -1 : device.getNumber();
    }

    private static int number(Verdict verdict) {
        return verdict == Verdict.UNRECOGNIZED ? -1 : verdict.getNumber();
    }

    /** 0 for AA to 675 for ZZ in either case, -1 for anything else. */
    private static int pair(String code) {
        if (code.length() != 2) {
            return -1;
        }
        int first = (code.charAt(0) & ~0x20) - 'A';
        int second = (code.charAt(1) & ~0x20) - 'A';
        boolean isPair = first >= 0 && first < LETTERS && second >= 0 && second < LETTERS;
        return isPair ? first * LETTERS + second : -1;
    }

    @Override
    public boolean isWithin(Check other) {
        return other instanceof CodeCheck that && that.field == field && covers(that.bits, bits);
    }

    @Override
    public boolean isDisjoint(Check other) {
        return other instanceof CodeCheck that && that.field == field && !overlap(that.bits, bits);
    }

    static boolean covers(long[] outer, long[] inner) {
        for (int i = 0; i < inner.length; i++) {
            if ((inner[i] & ~outer[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    static boolean overlap(long[] one, long[] other) {
        for (int i = 0; i < one.length; i++) {
            if ((one[i] & other[i]) != 0) {
                return true;
            }
        }
        return false;
    }
}
