package io.clickway.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A destination URL with macros such as {@code {click_id}} in path, query or fragment. Parsed once, then only joined: a
 * click's rendering allocates nothing but what it writes. Small, for there is one per link. Thread-safe.
 */
public final class DestinationTemplate {

    /** A URL is never longer than this many characters, macros as written. */
    public static final int MAX_LENGTH = 2048;

    /** Nor is a rendered one than this: a value that would take it further is left out like one that is missing. */
    public static final int MAX_RENDERED = 8 * 1024;

    private static final int[] NO_CUTS = {};
    private static final String[] NO_NAMES = {};

    /** Of {@link #cuts}: where the macro begins, where it ends, what it is. */
    private static final int CUT = 3;

    private static final MacroValues PROBE = new MacroValues() {
        @Override
        public String value(Macro macro) {
            return "x";
        }

        @Override
        public String parameter(String name) {
            return "x";
        }
    };

    /** What came out, and whether a macro had no value (it is then left empty). */
    public record Rendered(String url, boolean unresolved) {}

    private final String source;

    /** For each macro its first character, the one behind it, and its ordinal or, negative, the complement of its name. */
    private final int[] cuts;

    private final String[] names;

    /** From here on it is query or fragment. */
    private final int pathEnd;

    private DestinationTemplate(String source, int[] cuts, String[] names, int pathEnd) {
        this.source = source;
        this.cuts = cuts;
        this.names = names;
        this.pathEnd = pathEnd;
    }

    /** For a link without a traffic source. */
    public static DestinationTemplate parse(String url) throws InvalidDestinationException {
        return parse(url, Set.of());
    }

    /**
     * @param ownParameters names of query parameters that the campaign's traffic source declares; macros like all others
     * @throws InvalidDestinationException says what is wrong in words for the person who wrote the URL
     */
    public static DestinationTemplate parse(String url, Collection<String> ownParameters)
            throws InvalidDestinationException {
        if (url.isBlank()) {
            throw new InvalidDestinationException("must not be empty");
        }
        if (url.length() > MAX_LENGTH) {
            throw new InvalidDestinationException("is longer than " + MAX_LENGTH + " characters");
        }
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '\\') {
                throw new InvalidDestinationException(
                        "holds a character at position " + (i + 1) + " that must be percent-encoded");
            }
        }
        var origin = Origin.of(url);
        var template = split(url, ownParameters);
        template.requireValid(origin);
        return template;
    }

    private static DestinationTemplate split(String url, Collection<String> ownParameters)
            throws InvalidDestinationException {
        var cuts = new ArrayList<Integer>();
        var names = new ArrayList<String>();
        int pathEnd = url.length();
        for (int at = 0; at < url.length(); at++) {
            char c = url.charAt(at);
            if (c == '}') {
                throw new InvalidDestinationException("has a '}' without '{'");
            }
            if (c == '?' || c == '#') {
                pathEnd = Math.min(pathEnd, at);
            }
            if (c == '{') {
                int close = url.indexOf('}', at);
                if (close < 0) {
                    throw new InvalidDestinationException("has a '{' without '}'");
                }
                cuts.add(at);
                cuts.add(close + 1);
                cuts.add(code(url.substring(at + 1, close), ownParameters, names));
                at = close;
            }
        }
        return new DestinationTemplate(
                url,
                cuts.isEmpty()
                        ? NO_CUTS
                        : cuts.stream().mapToInt(Integer::intValue).toArray(),
                names.isEmpty() ? NO_NAMES : names.toArray(String[]::new),
                pathEnd);
    }

    private static int code(String name, Collection<String> ownParameters, List<String> names)
            throws InvalidDestinationException {
        var macro = Macro.byName(name);
        if (macro.isPresent()) {
            return macro.get().ordinal();
        }
        if (!UrlParameters.isKnown(name) && !ownParameters.contains(name)) {
            throw new InvalidDestinationException("has the unknown macro {" + name + "}; known are " + Macro.names()
                    + ", the traffic source's own parameters (" + listed(ownParameters) + ") and the parameters "
                    + String.join(", ", UrlParameters.known()));
        }
        names.add(name.intern());
        return ~(names.size() - 1);
    }

    private static String listed(Collection<String> names) {
        return names.isEmpty() ? "none here" : String.join(", ", names);
    }

    /** A second, independent reader must find the same place and nothing to object to. */
    private void requireValid(Origin origin) throws InvalidDestinationException {
        var probe = new StringBuilder();
        render(probe, PROBE);
        try {
            var uri = new URI(probe.toString());
            var host = uri.getHost();
            if (host == null || !host.equalsIgnoreCase(origin.host()) || uri.getPort() != origin.port()) {
                throw new InvalidDestinationException("has no valid host");
            }
        } catch (URISyntaxException bad) {
            throw new InvalidDestinationException("is no valid URL: " + bad.getReason());
        }
    }

    /** The host a URL leads to, lower case; its macros are not looked at. */
    public static String hostOf(String url) throws InvalidDestinationException {
        return Origin.of(url).host();
    }

    /** http or https. */
    public String scheme() {
        return origin().scheme();
    }

    /** Lower case, without port; a v6 address in its brackets. Read anew each time: not for every click. */
    public String host() {
        return origin().host();
    }

    private Origin origin() {
        try {
            return Origin.of(source);
        } catch (InvalidDestinationException impossible) {
            throw new IllegalStateException("was read before", impossible);
        }
    }

    public boolean hasMacros() {
        return cuts.length > 0;
    }

    public Rendered render(MacroValues values) {
        if (cuts.length == 0) {
            return new Rendered(source, false);
        }
        var url = new StringBuilder(source.length() + 64);
        boolean unresolved = render(url, values);
        return new Rendered(url.toString(), unresolved);
    }

    /**
     * Appends the URL to {@code out}.
     *
     * @return whether a macro had no value, or none that could be used, and was left empty
     */
    public boolean render(StringBuilder out, MacroValues values) {
        boolean unresolved = false;
        int room = MAX_RENDERED - source.length();
        int at = 0;
        for (int i = 0; i < cuts.length; i += CUT) {
            out.append(source, at, cuts[i]);
            int code = cuts[i + 2];
            var raw = code >= 0 ? values.value(Macro.at(code)) : values.parameter(names[~code]);
            int begun = out.length();
            if (raw == null || raw.isEmpty() || cuts[i] < pathEnd && isOnlyDots(raw)) {
                unresolved = true;
            } else {
                PercentCode.append(out, raw);
                if (out.length() - begun > room) {
                    out.setLength(begun);
                    unresolved = true;
                }
                room -= out.length() - begun;
            }
            at = cuts[i + 1];
        }
        out.append(source, at, source.length());
        return unresolved;
    }

    /** In a path it would climb to another folder, and encoding doesn't help: browsers take %2e for a dot there. */
    private static boolean isOnlyDots(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (raw.charAt(i) != '.') {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DestinationTemplate that
                && source.equals(that.source)
                && Arrays.equals(cuts, that.cuts)
                && Arrays.equals(names, that.names);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source;
    }
}
