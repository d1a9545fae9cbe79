package io.clickway.edge.click;

import java.util.Currency;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a click cost, in millionths of the currency (ISO 4217). */
record Cost(long micros, String currency) {

    private static final int MAX_WHOLE_DIGITS = 9;
    private static final int MICRO_DIGITS = 6;
    private static final Set<String> CURRENCIES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    /**
     * Reads amounts such as {@code 0.25}, {@code .5} and {@code 12}; digits beyond the sixth are dropped.
     *
     * @return null when one of both can't be read
     */
    static @Nullable Cost parse(String amount, String currency) {
        var code = currency.strip().toUpperCase(Locale.ROOT);
        long micros = micros(amount.strip());
        return micros < 0 || !CURRENCIES.contains(code) ? null : new Cost(micros, code);
    }

    private static long micros(String amount) {
        int point = amount.indexOf('.');
        int whole = point < 0 ? amount.length() : point;
        if (whole > MAX_WHOLE_DIGITS || amount.length() < (point < 0 ? 1 : 2)) {
            return -1;
        }
        long micros = 0;
        int fractionDigits = 0;
        for (int i = 0; i < amount.length(); i++) {
            char c = amount.charAt(i);
            if (i == point) {
                continue;
            }
            if (c < '0' || c > '9') {
                return -1;
            }
            if (i < whole || fractionDigits++ < MICRO_DIGITS) {
                micros = micros * 10 + c - '0';
            }
        }
        for (int i = Math.min(fractionDigits, MICRO_DIGITS); i < MICRO_DIGITS; i++) {
            micros *= 10;
        }
        return micros;
    }
}
