package io.clickway.link;

import java.util.Locale;

/**
 * Scheme, host and port at the head of a URL, read so narrowly that WHATWG's readers (browsers) and RFC 3986's (servers)
 * agree on every one that is taken: no user, no escapes, no IDN but in punycode, no number that a browser takes for an
 * address, no dot at the end.
 *
 * @param scheme http or https
 * @param host lower case; a v6 address in its brackets
 * @param port -1 for the scheme's own
 */
record Origin(String scheme, String host, int port) {

    private static final int MAX_HOST = 253;
    private static final int MAX_LABEL = 63;
    private static final int MAX_PORT = 65_535;

    static Origin of(String url) throws InvalidDestinationException {
        var scheme = url.regionMatches(true, 0, "https://", 0, 8)
                ? "https"
                : url.regionMatches(true, 0, "http://", 0, 7) ? "http" : "";
        if (scheme.isEmpty()) {
            throw new InvalidDestinationException("must start with http:// or https://");
        }
        int start = scheme.length() + 3;
        int end = start;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return ofAuthority(scheme, url.substring(start, end).toLowerCase(Locale.ROOT));
    }

    private static Origin ofAuthority(String scheme, String authority) throws InvalidDestinationException {
        if (authority.indexOf('{') >= 0 || authority.indexOf('}') >= 0) {
            throw new InvalidDestinationException("must not have a macro in its host");
        }
        if (authority.indexOf('@') >= 0) {
            throw new InvalidDestinationException("must not have a user name in front of its host");
        }
        int close = authority.startsWith("[") ? authority.indexOf(']') : -1;
        int colon = authority.indexOf(':', Math.max(close, 0));
        var host = colon < 0 ? authority : authority.substring(0, colon);
        if (close > 0) {
            requireV6(host, close);
        } else {
            requireNameOrV4(host);
        }
        return new Origin(scheme, host, colon < 0 ? -1 : port(authority.substring(colon + 1)));
    }

    /** That it is a good one, java.net.URI says; here only that no zone and no v4 notation stands in it. */
    private static void requireV6(String host, int close) throws InvalidDestinationException {
        boolean narrow = close == host.length() - 1;
        for (int i = 1; i < close && narrow; i++) {
            char c = host.charAt(i);
            narrow = c == ':' || c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
        }
        if (!narrow) {
            throw new InvalidDestinationException(
                    "has an address in brackets that is not plain IPv6; write it without zone, numbers in hex");
        }
    }

    private static void requireNameOrV4(String host) throws InvalidDestinationException {
        if (host.isEmpty()) {
            throw new InvalidDestinationException("has no host");
        }
        if (host.length() > MAX_HOST) {
            throw new InvalidDestinationException("has a host longer than " + MAX_HOST + " characters");
        }
        if (host.endsWith(".")) {
            throw new InvalidDestinationException("has a dot at the end of its host; leave it out");
        }
        int last = host.lastIndexOf('.') + 1;
        if (isDigit(host.charAt(last))) {
            requireV4(host);
            return;
        }
        int start = 0;
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', start)) {
            requireLabel(host, start, dot);
            start = dot + 1;
        }
        requireLabel(host, start, host.length());
    }

    private static void requireLabel(String host, int start, int end) throws InvalidDestinationException {
        boolean good =
                end > start && end - start <= MAX_LABEL && host.charAt(start) != '-' && host.charAt(end - 1) != '-';
        for (int i = start; i < end && good; i++) {
            char c = host.charAt(i);
            good = c == '-' || isDigit(c) || c >= 'a' && c <= 'z';
        }
        if (!good) {
            throw new InvalidDestinationException(
                    "has a host that is no plain name of letters, digits, hyphens and dots; write IDN in punycode (xn--…)");
        }
    }

    /** Only four decimal numbers: a browser takes 2130706433, 0x7f.1 and 010.1 for addresses, too. */
    private static void requireV4(String host) throws InvalidDestinationException {
        int parts = 0;
        int value = -1;
        boolean good = true;
        for (int i = 0; i <= host.length() && good; i++) {
            if (i == host.length() || host.charAt(i) == '.') {
                good = value >= 0 && ++parts <= 4;
                value = -1;
            } else {
                good = isDigit(host.charAt(i)) && value != 0;
                value = Math.max(value, 0) * 10 + host.charAt(i) - '0';
                good &= value <= 255;
            }
        }
        if (!good || parts != 4) {
            throw new InvalidDestinationException(
                    "has a host that ends in a number but is no address of four decimal numbers such as 192.0.2.1");
        }
    }

    private static int port(String text) throws InvalidDestinationException {
        int port = text.isEmpty() || text.length() > 5 || text.charAt(0) == '0' ? -1 : 0;
        for (int i = 0; i < text.length() && port >= 0; i++) {
            port = isDigit(text.charAt(i)) ? port * 10 + text.charAt(i) - '0' : -1;
        }
        if (port < 1 || port > MAX_PORT) {
            throw new InvalidDestinationException("has a port that is not 1 to " + MAX_PORT);
        }
        return port;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
