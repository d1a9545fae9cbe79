package io.clickway.edge.click;

import io.clickway.event.proto.Method;
import io.clickway.judge.Purpose;
import java.util.List;
import java.util.Locale;

/**
 * A request as the server handed it over; a missing header is empty.
 *
 * @param host as {@link #hostOf} says
 * @param purpose whether headers say that the browser fetches ahead of a click
 * @param signals bits of {@link io.clickway.event.Signal}
 * @param cookie values of all Cookie headers
 * @param peer address of the connection
 * @param forwardedFor values of all X-Forwarded-For headers, in order
 * @param isAscii whether it is known that all of these texts hold but the characters from 1 to 7e
 */
public record ClickRequest(
        Method method,
        ClickTarget target,
        String host,
        String userAgent,
        String referrer,
        String acceptLanguage,
        Purpose purpose,
        int signals,
        String cookie,
        String peer,
        List<String> forwardedFor,
        boolean isAscii) {

    private static final int MAX_HOST = 255;

    /** The host asked for, lower case, without port and final dot; an absolute-form target goes before the header. */
    public static String hostOf(ClickTarget target, String header) {
        var host = target.authority().isEmpty() ? header : target.authority();
        int start = host.lastIndexOf('@') + 1;
        int close = host.indexOf(']', start);
        int colon = host.indexOf(':', Math.max(start, close));
        int end = colon < 0 ? host.length() : colon;
        if (end > start && host.charAt(end - 1) == '.') {
            end--;
        }
        return lowerCase(host, start, Math.min(end, start + MAX_HOST));
    }

    /** The first language of Accept-Language, e.g. {@code de-at}; empty when none can be read. */
    static String languageOf(String acceptLanguage) {
        int end = 0;
        while (end < acceptLanguage.length() && end < 17 && isLanguageLetter(acceptLanguage.charAt(end))) {
            end++;
        }
        boolean ended = end == acceptLanguage.length() || ",; ".indexOf(acceptLanguage.charAt(end)) >= 0;
        return ended && end < 17 ? lowerCase(acceptLanguage, 0, end) : "";
    }

    private static boolean isLanguageLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
    }

    private static String lowerCase(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return text.substring(from, to).toLowerCase(Locale.ROOT);
            }
        }
        return text.substring(from, to);
    }
}
