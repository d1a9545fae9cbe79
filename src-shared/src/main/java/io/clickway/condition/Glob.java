package io.clickway.condition;

/**
 * A pattern with {@code *} for any characters and {@code ?} for one. Goes back to the last star only, so that a match
 * costs at most pattern times text, both of which are bounded; it never tries combinations.
 */
record Glob(String pattern) {

    boolean matches(String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (at < text.length()) {
            char c = in < pattern.length() ? pattern.charAt(in) : 0;
            if (in < pattern.length() && c == '*') {
                star = in++;
                resume = at;
            } else if (in < pattern.length() && (c == '?' || c == text.charAt(at))) {
                in++;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }
}
