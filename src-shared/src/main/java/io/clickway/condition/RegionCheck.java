package io.clickway.condition;

import java.util.Arrays;

/** Subdivisions of ISO 3166-2, each in eight bytes: "DE-BY", or "BY" for that of any country. */
record RegionCheck(long[] codes) implements Check {

    private static final int MAX_SUBDIVISION = 3;
    private static final int COUNTRY_BITS = 16;

    static RegionCheck of(Values values) throws InvalidConditionException {
        var codes = new long[values.list().size()];
        int count = 0;
        for (var value : values.list()) {
            int hyphen = value.indexOf('-');
            var country = hyphen < 0 ? "" : value.substring(0, hyphen);
            long code = code(country, value.substring(hyphen + 1));
            if (code == 0 || hyphen >= 0 && code >>> (MAX_SUBDIVISION * 8) == 0) {
                throw values.bad(value, "is no region", "a code of ISO 3166-2, e.g. DE-BY or BY");
            }
            codes[count++] = code;
        }
        Arrays.sort(codes);
        return new RegionCheck(codes);
    }

    /** Upper case letters and digits side by side, the country's above the subdivision's; 0 when there is none. */
    private static long code(String country, String subdivision) {
        if (subdivision.isEmpty()
                || subdivision.length() > MAX_SUBDIVISION
                || !country.isEmpty() && country.length() != COUNTRY_BITS / 8) {
            return 0;
        }
        long code = 0;
        for (int i = 0; i < country.length(); i++) {
            code = code << 8 | upper(country.charAt(i));
        }
        for (int i = 0; i < MAX_SUBDIVISION; i++) {
            int c = i < subdivision.length() ? upper(subdivision.charAt(i)) : ' ';
            if (c == 0) {
                return 0;
            }
            code = code << 8 | c;
        }
        return code;
    }

    private static int upper(char c) {
        if (c >= 'a' && c <= 'z') {
            return c - 32;
        }
        return c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ? c : 0;
    }

    @Override
    public Answer test(ClickFacts facts) {
        var subdivision = facts.subdivision();
        return Answer.of(!subdivision.isEmpty()
                && (contains(code(facts.country(), subdivision)) || contains(code("", subdivision))));
    }

    private boolean contains(long code) {
        return code != 0 && Arrays.binarySearch(codes, code) >= 0;
    }

    @Override
    public boolean isWithin(Check other) {
        return other instanceof RegionCheck that
                && Arrays.stream(codes).allMatch(code -> that.contains(code) || that.contains(anywhere(code)));
    }

    @Override
    public boolean isDisjoint(Check other) {
        return other instanceof RegionCheck that
                && Arrays.stream(codes)
                        .noneMatch(mine -> Arrays.stream(that.codes)
                                .anyMatch(theirs -> anywhere(mine) == anywhere(theirs)
                                        && (mine == theirs || isAnywhere(mine) || isAnywhere(theirs))));
    }

    private static long anywhere(long code) {
        return code & (1L << MAX_SUBDIVISION * 8) - 1;
    }

    private static boolean isAnywhere(long code) {
        return code == anywhere(code);
    }
}
