package io.clickway.geo;

import org.jspecify.annotations.Nullable;

/** Makes what a database says storable. A database is input from elsewhere: it may say anything. */
final class PlaceText {

    private PlaceText() {}

    /** Upper-case letters of ASCII; digits too where a code may be shorter or longer than two. */
    static boolean isCode(String text, int min, int max) {
        if (text.length() < min || text.length() > max) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isDigit = c >= '0' && c <= '9' && min != max;
            if (!isDigit && (c < 'A' || c > 'Z')) {
                return false;
            }
        }
        return true;
    }

    /** Neither NUL nor half a surrogate pair: Postgres and UTF-8 take neither. */
    static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c) && (++i == text.length() || !Character.isLowSurrogate(text.charAt(i)))) {
                return false;
            }
        }
        return true;
    }

    static String codeOrEmpty(@Nullable String text, int min, int max) {
        return text != null && isCode(text, min, max) ? text : "";
    }

    /** Cut between two characters; a name that can't be stored as it is counts as unknown. */
    static String nameOrEmpty(@Nullable String text, int max) {
        if (text == null) {
            return "";
        }
        int end = Math.min(text.length(), max);
        if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        var cut = text.substring(0, end);
        return isStorable(cut) ? cut : "";
    }
}
