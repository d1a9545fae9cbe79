package io.clickway.condition;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Dotted numbers such as "17.5", compared number by number as far as a bound goes: 120.0.6099 equals the bound 120. */
final class Version {

    private static final int MAX_PARTS = 4;
    private static final int MAX_DIGITS = 9;

    private Version() {}

    /** The numbers of a bound; null when it is none. */
    static int @Nullable [] parse(String text) {
        var parts = new int[MAX_PARTS];
        int count = 0;
        int digits = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (digits == 0 || digits > MAX_DIGITS || ++count > MAX_PARTS) {
                    return null;
                }
                digits = 0;
            } else if (c >= '0' && c <= '9' && count < MAX_PARTS && digits < MAX_DIGITS) {
                parts[count] = parts[count] * 10 + c - '0';
                digits++;
            } else {
                return null;
            }
        }
        return Arrays.copyOf(parts, count);
    }

    /** Whether a click tells a version at all. */
    static boolean isTold(String version) {
        return !version.isEmpty() && version.charAt(0) >= '0' && version.charAt(0) <= '9';
    }

    /** Numbers that the version doesn't tell are 0; at the first thing that is no number it ends. */
    static int compare(String version, int[] bound) {
        int at = 0;
        for (int wanted : bound) {
            long number = 0;
            int begun = at;
            while (at < version.length() && version.charAt(at) >= '0' && version.charAt(at) <= '9') {
                number = Math.min(number * 10 + version.charAt(at++) - '0', Integer.MAX_VALUE);
            }
            if (number != wanted) {
                return number < wanted ? -1 : 1;
            }
            boolean goesOn = at > begun && at < version.length() && version.charAt(at) == '.';
            at = goesOn ? at + 1 : version.length();
        }
        return 0;
    }

    /** Number by number, what one of them lacks taken for {@code oneRest} or {@code otherRest}. */
    static int compare(int[] one, int oneRest, int[] other, int otherRest) {
        for (int i = 0; i < Math.max(one.length, other.length); i++) {
            int mine = i < one.length ? one[i] : oneRest;
            int theirs = i < other.length ? other[i] : otherRest;
            if (mine != theirs) {
                return Integer.compare(mine, theirs);
            }
        }
        return 0;
    }
}
