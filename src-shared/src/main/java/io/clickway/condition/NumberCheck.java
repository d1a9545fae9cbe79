package io.clickway.condition;

import java.util.Arrays;
import java.util.Locale;

/** Numbers of autonomous systems, sorted. */
record NumberCheck(int[] numbers) implements Check {

    static NumberCheck of(Values values) throws InvalidConditionException {
        var numbers = new int[values.list().size()];
        int count = 0;
        for (var value : values.list()) {
            var digits = value.toUpperCase(Locale.ROOT).startsWith("AS") ? value.substring(2) : value;
            numbers[count++] = number(values, value, digits);
        }
        Arrays.sort(numbers);
        return new NumberCheck(numbers);
    }

    /** 32 bits, of which the upper half is negative here as in the click. */
    private static int number(Values values, String value, String digits) throws InvalidConditionException {
        try {
            int number = Integer.parseUnsignedInt(digits);
            if (number != 0 && digits.charAt(0) != '+') {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Refused below, like 0.
        }
        throw values.bad(value, "is no AS number", "e.g. 13335 or AS13335");
    }

    @Override
    public Answer test(ClickFacts facts) {
        int asn = facts.asn();
        return Answer.of(asn != 0 && Arrays.binarySearch(numbers, asn) >= 0);
    }

    @Override
    public boolean isWithin(Check other) {
        return other instanceof NumberCheck that
                && Arrays.stream(numbers).allMatch(number -> Arrays.binarySearch(that.numbers, number) >= 0);
    }

    @Override
    public boolean isDisjoint(Check other) {
        return other instanceof NumberCheck that
                && Arrays.stream(numbers).noneMatch(number -> Arrays.binarySearch(that.numbers, number) >= 0);
    }
}
