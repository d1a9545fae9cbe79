package io.clickway.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever is taken leads, for a browser, to the place that was read when it was taken. */
class DestinationFuzzTest {

    private static final String[] PIECES = {
        "https://",
        "http://",
        "HTTPS://",
        "https:",
        "http:/",
        "//",
        "/",
        "\\",
        "?",
        "#",
        "@",
        ":",
        ".",
        "..",
        "-",
        "_",
        "shop.example",
        "evil.example",
        "localhost",
        "xn--e1afmkfd",
        "192.0.2.1",
        "2130706433",
        "0x7f.1",
        "010.1",
        "1",
        "0x",
        "[::1]",
        "[",
        "]",
        "[2001:db8::1]",
        "%2e",
        "%40",
        "%",
        "%00",
        "80",
        ":443",
        ":0",
        ":65536",
        ":080",
        "\t",
        "\n",
        "\u0000",
        " ",
        "ä",
        "。",
        "．",
        "ⓐ",
        "\u00ad",
        "{sub1}",
        "{click_id}",
        "{kw}",
        "{nope}",
        "{",
        "}",
        "a",
        "b",
        "&x=",
        "=",
        ";",
        "javascript:",
        "data:",
        "user",
        "user:pass@",
        "|",
        "^",
        "<",
        "\"",
        "'",
        "~",
        "!",
        "$",
        "*",
        "+"
    };

    private static final String[] HOSTILE = {
        "\r\nSet-Cookie: x=1",
        "@evil.example",
        "//evil.example",
        "\\\\evil.example",
        "..",
        ".",
        "../..",
        "%2e%2e",
        "\u0000",
        "#x",
        "?y",
        "&z=1",
        "http://evil.example/",
        ":8080",
        "\ud800",
        "\udfff",
        "\ud83d\ude00",
        "ä",
        "\u2028",
        "\t",
        " ",
        "javascript:alert(1)",
        "]",
        "[",
        "{sub2}",
        "%0d%0a",
        "\u202e",
        "x".repeat(256),
        "ü".repeat(256)
    };

    /** How a browser reads the head of a URL: scheme, host and port, where it finds one. */
    private record Place(String scheme, String host, int port) {}

    @Test
    void noValueMovesAnAcceptedUrlToAnotherPlace() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < 400_000; i++) {
            var url = url(random);
            DestinationTemplate template;
            try {
                template = DestinationTemplate.parse(url, Set.of("kw"));
            } catch (InvalidDestinationException refused) {
                continue;
            }
            accepted++;
            var what = "seed " + seed + ": " + url;
            var rendered = template.render(hostile(random)).url();
            assertThat(rendered.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\' && c != '{'))
                    .as(what)
                    .isTrue();
            assertThat(rendered.length()).as(what).isLessThanOrEqualTo(DestinationTemplate.MAX_RENDERED);
            var read = browse(rendered);
            assertThat(read).as(what).isEqualTo(browse(url.replaceAll("\\{[a-z0-9_]+}", "x")));
            assertThat(read).as(what).isNotNull();
            if (read != null) {
                assertThat(read.host()).as(what).isEqualTo(template.host());
                assertThat(read.scheme()).as(what).isEqualTo(template.scheme());
            }
        }
        assertThat(accepted).as("accepted of 400,000").isGreaterThan(5_000);
    }

    private static String url(Random random) {
        var url = new StringBuilder();
        if (random.nextInt(10) > 0) {
            url.append(random.nextBoolean() ? "https://" : "http://");
        }
        if (random.nextInt(3) > 0) {
            url.append(random.nextBoolean() ? "shop.example" : "a.b.example");
        }
        for (int pieces = random.nextInt(7); pieces > 0; pieces--) {
            url.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return url.toString();
    }

    private static MacroValues hostile(Random random) {
        return new MacroValues() {
            @Override
            public String value(Macro macro) {
                return HOSTILE[random.nextInt(HOSTILE.length)];
            }

            @Override
            public String parameter(String name) {
                return HOSTILE[random.nextInt(HOSTILE.length)] + HOSTILE[random.nextInt(HOSTILE.length)];
            }
        };
    }

    /** After the URL standard of WHATWG, for http and https; null where it fails. */
    private static @Nullable Place browse(String raw) {
        var url = raw.strip().replaceAll("[\t\n\r]", "").replace('\\', '/');
        int colon = url.indexOf(':');
        var scheme = colon < 0 ? "" : url.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return null;
        }
        int start = colon + 1;
        while (start < url.length() && url.charAt(start) == '/') {
            start++;
        }
        int end = start;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        var authority = url.substring(start, end);
        authority = authority.substring(authority.lastIndexOf('@') + 1);
        int port = authority.lastIndexOf(':') > authority.lastIndexOf(']') ? authority.lastIndexOf(':') : -1;
        var host = host(port < 0 ? authority : authority.substring(0, port));
        int number = port < 0 || port == authority.length() - 1 ? -1 : Integer.parseInt(authority.substring(port + 1));
        return host == null ? null : new Place(scheme, host, number);
    }

    private static @Nullable String host(String text) {
        var host = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%' && i + 2 < text.length()) {
                host.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                host.append(text.charAt(i));
            }
        }
        var lower = host.toString().toLowerCase(Locale.ROOT);
        if (lower.isEmpty() || lower.startsWith("[")) {
            return lower.isEmpty() ? null : lower;
        }
        List<String> labels = new ArrayList<>(List.of(lower.split("\\.", -1)));
        if (labels.getLast().isEmpty()) {
            labels.removeLast();
        }
        var last = labels.isEmpty() ? "" : labels.getLast();
        boolean endsInNumber = last.matches("[0-9]+") || last.matches("0x[0-9a-f]*");
        return endsInNumber ? v4(labels) : lower;
    }

    /** Octal, hex and short forms included. */
    private static @Nullable String v4(List<String> labels) {
        long address = 0;
        for (int i = 0; i < labels.size(); i++) {
            var label = labels.get(i);
            int radix = label.startsWith("0x") ? 16 : label.length() > 1 && label.startsWith("0") ? 8 : 10;
            var digits = radix == 16 ? label.substring(2) : label;
            long number;
            try {
                number = digits.isEmpty() ? 0 : Long.parseLong(digits, radix);
            } catch (NumberFormatException noNumber) {
                return null;
            }
            int bytes = i == labels.size() - 1 ? 4 - i : 1;
            if (labels.size() > 4 || number >= 1L << 8 * bytes) {
                return null;
            }
            address |= number << 8 * (4 - i - bytes);
        }
        return (address >> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "." + (address & 255);
    }

    @Test
    void theBrowserOfThisTestFallsForTheKnownTricks() {
        assertThat(browse("https:evil.example")).isEqualTo(new Place("https", "evil.example", -1));
        assertThat(browse("https:\\\\evil.example\\x")).isEqualTo(new Place("https", "evil.example", -1));
        assertThat(browse("https://ok.example@evil.example/")).isEqualTo(new Place("https", "evil.example", -1));
        assertThat(browse("https://evil.example\\@ok.example/")).isEqualTo(new Place("https", "evil.example", -1));
        assertThat(browse("http://2130706433/")).isEqualTo(new Place("http", "127.0.0.1", -1));
        assertThat(browse("http://0x7f.1/")).isEqualTo(new Place("http", "127.0.0.1", -1));
        assertThat(browse("http://010.1/")).isEqualTo(new Place("http", "8.0.0.1", -1));
        assertThat(browse("ht\ntp://ev\til%2eexample:8080")).isEqualTo(new Place("http", "evil.example", 8080));
    }
}
