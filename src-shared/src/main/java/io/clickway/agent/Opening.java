package io.clickway.agent;

/**
 * How a User-Agent begins tells browsers from programs: ever since the first, browsers begin with Mozilla or Opera
 * and name a system.
 */
enum Opening {
    /** {@code Mozilla/5.0 …}. */
    BROWSER,
    /** A name and a version: {@code curl/8.14.1}, {@code Link Checker/2.0 (linux)}. */
    PROGRAM,
    /** Any other text. */
    OTHER;

    static Opening of(String text) {
        if (text.startsWith("Mozilla/") || text.startsWith("Opera/")) {
            return BROWSER;
        }
        int at = 0;
        while (at < text.length() && isNamePart(text.charAt(at))) {
            at++;
        }
        boolean isVersioned =
                at > 0 && at + 1 < text.length() && text.charAt(at) == '/' && isVersionPart(text.charAt(at + 1));
        return isVersioned ? PROGRAM : OTHER;
    }

    private static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_. :!+".indexOf(c) >= 0;
    }

    private static boolean isVersionPart(char c) {
        return c >= '0' && c <= '9' || c == 'v' || c == ' ';
    }
}
