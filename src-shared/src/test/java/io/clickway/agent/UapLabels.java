package io.clickway.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import ua_parser.Parser;

/**
 * Freezes what uap-core says: {@code UapLabels REGEXES_YAML SAMPLE} reads lines of device class, tab, User-Agent and
 * prints them as {@code frequent.tsv} has them.
 */
final class UapLabels {

    private UapLabels() {}

    public static void main(String... args) throws IOException {
        try (var regexes = new FileInputStream(args[0])) {
            var parser = new Parser(regexes);
            for (var line : Files.readAllLines(Path.of(args[1]))) {
                var row = line.split("\t", 2);
                var browser = parser.parseUserAgent(row[1]);
                var system = parser.parseOS(row[1]);
                System.out.println(String.join(
                        "\t",
                        row[0],
                        browser.family,
                        version(browser.major, browser.minor, browser.patch),
                        system.family,
                        version(system.major, system.minor, system.patch),
                        row[1]));
            }
        }
    }

    private static String version(@Nullable String... parts) {
        return Stream.of(parts)
                .takeWhile(part -> part != null && !part.isEmpty())
                .collect(Collectors.joining("."));
    }
}
