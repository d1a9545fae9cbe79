package io.clickway.edge.click;

import java.util.Set;

/**
 * The request target split in one pass. Of the slug the unreserved characters are decoded (RFC 3986, 6.2.2.2), nothing else.
 *
 * @param uri as it came
 * @param authority of an absolute-form target, else empty
 * @param slug what follows the first slash of the path, e.g. {@code demo}
 * @param queryStart where the query begins within {@code uri}, behind the question mark; its end when there is none
 * @param queryEnd where it ends
 */
public record ClickTarget(String uri, String authority, String slug, int queryStart, int queryEnd) {

    /** First segments that will never be a slug: later features answer there. */
    private static final Set<String> RESERVED =
            Set.of("stat.gif", "p.gif", "e", "pb", "t.js", "c", "k", "q", "v1", "matomo.php", ".well-known");

    /** The edge's own pages; no clicks. */
    private static final Set<String> PAGES = Set.of("", "robots.txt", "favicon.ico");

    /** A target that names no path, such as {@code *}, has an empty slug. */
    public static ClickTarget parse(String uri) {
        int path = 0;
        var authority = "";
        if (!uri.startsWith("/")) {
            int scheme = uri.indexOf("://");
            if (scheme < 0) {
                return new ClickTarget(uri, "", "", uri.length(), uri.length());
            }
            path = endOf(uri, scheme + 3, true);
            authority = uri.substring(scheme + 3, path);
        }
        int end = uri.indexOf('#', path);
        end = end < 0 ? uri.length() : end;
        int pathEnd = Math.min(endOf(uri, path, false), end);
        int slugStart = Math.min(path + 1, pathEnd);
        return new ClickTarget(
                uri, authority, decodeUnreserved(uri.substring(slugStart, pathEnd)), Math.min(pathEnd + 1, end), end);
    }

    private static int endOf(String uri, int from, boolean atSlash) {
        for (int i = from; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '?' || c == '#' || atSlash && c == '/') {
                return i;
            }
        }
        return uri.length();
    }

    /** Mail programs and ad networks encode letters that need no encoding: {@code a%7Eb} is {@code a~b}. */
    private static String decodeUnreserved(String slug) {
        int percent = slug.indexOf('%');
        if (percent < 0) {
            return slug;
        }
        var decoded = new StringBuilder(slug.length());
        for (int i = 0; i < slug.length(); i++) {
            char c = slug.charAt(i);
            if (c == '%' && i + 2 < slug.length()) {
                int value = Character.digit(slug.charAt(i + 1), 16) << 4 | Character.digit(slug.charAt(i + 2), 16);
                if (isUnreserved(value)) {
                    c = (char) value;
                    i += 2;
                }
            }
            decoded.append(c);
        }
        return decoded.toString();
    }

    /** False for what two characters that are no hex digits make: less than 0. */
    private static boolean isUnreserved(int c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    /** Whether one of the edge's own pages is meant. */
    public boolean isPage() {
        return PAGES.contains(slug);
    }

    public boolean isReserved() {
        int slash = slug.indexOf('/');
        return RESERVED.contains(slash < 0 ? slug : slug.substring(0, slash));
    }
}
