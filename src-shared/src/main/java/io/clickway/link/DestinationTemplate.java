package io.clickway.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A destination URL with macros such as {@code {click_id}} in path, query or fragment. Thread-safe and parsed once; a
 * click only joins its parts.
 */
public final class DestinationTemplate {

    /** A URL is never longer than this many characters, macros as written. */
    public static final int MAX_LENGTH = 2048;

    private static final int MAX_PORT = 65_535;

    private sealed interface Part {
        record Literal(String text) implements Part {}

        record Value(Macro macro) implements Part {}
    }

    /** What came out, and whether a macro had no value (it is then left empty). */
    public record Rendered(String url, boolean unresolved) {}

    private final String source;
    private final List<Part> parts;

    private DestinationTemplate(String source, List<Part> parts) {
        this.source = source;
        this.parts = List.copyOf(parts);
    }

    /**
     * @throws InvalidDestinationException says what is wrong in words for the person who wrote the URL
     */
    public static DestinationTemplate parse(String url) throws InvalidDestinationException {
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
        var parts = split(url);
        requireSafeOrigin(url);
        requireValid(parts);
        return new DestinationTemplate(url, parts);
    }

    private static List<Part> split(String url) throws InvalidDestinationException {
        var parts = new ArrayList<Part>();
        int at = 0;
        while (at < url.length()) {
            int open = url.indexOf('{', at);
            int stray = url.indexOf('}', at);
            if (stray >= 0 && (open < 0 || stray < open)) {
                throw new InvalidDestinationException("has a '}' without '{'");
            }
            if (open < 0) {
                parts.add(new Part.Literal(url.substring(at)));
                break;
            }
            int close = url.indexOf('}', open);
            if (close < 0) {
                throw new InvalidDestinationException("has a '{' without '}'");
            }
            if (open > at) {
                parts.add(new Part.Literal(url.substring(at, open)));
            }
            var name = url.substring(open + 1, close);
            var macro = Macro.byName(name)
                    .orElseThrow(() -> new InvalidDestinationException(
                            "has the unknown macro {" + name + "}; known are " + Macro.names()));
            parts.add(new Part.Value(macro));
            at = close + 1;
        }
        return parts;
    }

    /** Scheme, "//" and host stand literally, and no reader can take them for something else. */
    private static void requireSafeOrigin(String url) throws InvalidDestinationException {
        var lower = url.toLowerCase(Locale.ROOT);
        int start = lower.startsWith("https://") ? 8 : lower.startsWith("http://") ? 7 : -1;
        if (start < 0) {
            throw new InvalidDestinationException("must start with http:// or https://");
        }
        int end = start;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        var authority = url.substring(start, end);
        if (authority.indexOf('{') >= 0) {
            throw new InvalidDestinationException("must not have a macro in its host");
        }
        if (authority.indexOf('@') >= 0) {
            throw new InvalidDestinationException("must not have a user name in front of its host");
        }
    }

    private static void requireValid(List<Part> parts) throws InvalidDestinationException {
        var probe = new StringBuilder();
        for (var part : parts) {
            switch (part) {
                case Part.Literal literal -> probe.append(literal.text());
                case Part.Value _ -> probe.append('x');
            }
        }
        try {
            var uri = new URI(probe.toString());
            if (uri.getHost() == null) {
                throw new InvalidDestinationException("has no valid host");
            }
            if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
                throw new InvalidDestinationException("has a port that is not 1 to " + MAX_PORT);
            }
        } catch (URISyntaxException bad) {
            throw new InvalidDestinationException("is no valid URL: " + bad.getReason());
        }
    }

    /** @param values the raw value of a macro, null or empty when there is none */
    public Rendered render(Function<Macro, @Nullable String> values) {
        var url = new StringBuilder(source.length() + 32);
        boolean unresolved = false;
        for (var part : parts) {
            switch (part) {
                case Part.Literal literal -> url.append(literal.text());
                case Part.Value value -> {
                    var raw = values.apply(value.macro());
                    if (raw == null || raw.isEmpty()) {
                        unresolved = true;
                    } else {
                        appendEncoded(url, raw);
                    }
                }
            }
        }
        return new Rendered(url.toString(), unresolved);
    }

    /** Everything but RFC 3986's unreserved characters is percent-encoded as UTF-8: safe in path, query and fragment. */
    private static void appendEncoded(StringBuilder url, String raw) {
        for (int i = 0; i < raw.length(); i++) {
            if (!isUnreserved(raw.charAt(i))) {
                url.append(raw, 0, i);
                appendEncodedBytes(url, raw.substring(i));
                return;
            }
        }
        url.append(raw);
    }

    private static void appendEncodedBytes(StringBuilder url, String raw) {
        for (byte b : raw.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0 && isUnreserved((char) b)) {
                url.append((char) b);
            } else {
                url.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 0xf, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 0xf, 16)));
            }
        }
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    @Override
    public String toString() {
        return source;
    }
}
