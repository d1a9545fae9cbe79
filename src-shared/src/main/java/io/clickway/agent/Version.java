package io.clickway.agent;

/** Reads dotted numbers, such as {@code 17_5_1} behind {@code iPhone OS}. */
final class Version {

    private static final int PARTS = 4;
    /** So that each part is an int. */
    private static final int DIGITS = 9;

    private Version() {}

    /**
     * Zeros at the end are left out: browsers that hide their minor version write {@code 120.0.0.0}.
     *
     * @param at where the number begins, one separator before it allowed
     * @return at most four parts joined by dots; empty when there is no number or one of its first parts is absurdly
     *     long
     */
    static String read(String text, int at) {
        int start = at < text.length() && isSeparator(text.charAt(at)) ? at + 1 : at;
        int kept = start;
        int from = start;
        for (int part = 0; part < PARTS; part++) {
            int end = endOfDigits(text, from);
            if (end == from) {
                break;
            }
            if (end - from > DIGITS) {
                return "";
            }
            if (part == 0 || !isZero(text, from, end)) {
                kept = end;
            }
            if (end >= text.length() || text.charAt(end) != '.' && text.charAt(end) != '_') {
                break;
            }
            from = end + 1;
        }
        return text.substring(start, kept).replace('_', '.');
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static boolean isZero(String text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (text.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }

    private static boolean isSeparator(char c) {
        return c == ' ' || c == '/' || c == ':' || c == '-' || c == '_' || c == '=';
    }
}
