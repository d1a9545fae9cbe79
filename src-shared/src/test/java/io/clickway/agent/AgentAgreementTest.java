package io.clickway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import ua_parser.Parser;

/**
 * Agreement with uap-core over the most frequent real User-Agents. The names it gave in 2026 are frozen beside them;
 * the older ones of the library that runs here are asked anew. uap-core knows no class of device: the label is the
 * sample's own {@code deviceCategory}.
 */
class AgentAgreementTest {

    private static final double WANTED = 0.98;

    private record Row(
            String device, String browser, String browserVersion, String os, String osVersion, String text) {}

    private final Agents agents = new Agents();
    private final Map<String, String> browserNames = names("browser-names.csv");
    private final Map<String, String> systemNames = names("system-names.csv");
    private final List<Row> rows = TestLines.of(AgentAgreementTest.class, "frequent.tsv").stream()
            .map(line -> line.split("\t", 6))
            .map(row -> new Row(row[0], row[1], row[2], row[3], row[4], row[5]))
            .toList();

    @Test
    void agreesWithUapCoreOnTheBrowser() {
        assertAgreed(row ->
                ours(browserNames, row.browser).equals(agents.read(row.text).browser()));
    }

    @Test
    void agreesWithUapCoreOnTheSystem() {
        assertAgreed(
                row -> ours(systemNames, row.os).equals(agents.read(row.text).os()));
    }

    @Test
    void agreesWithUapCoreOnTheMajorVersions() {
        assertAgreed(row ->
                major(row.browserVersion).equals(major(agents.read(row.text).browserVersion())));
        assertAgreed(
                row -> major(row.osVersion).equals(major(agents.read(row.text).osVersion())));
    }

    @Test
    void agreesWithTheSampleOnTheDevice() {
        assertAgreed(row ->
                row.device.equalsIgnoreCase(agents.read(row.text).device().name()));
    }

    @Test
    void agreesWithTheOlderNamesOfTheLibraryToo() {
        var library = new Parser();

        assertAgreed(row -> ours(browserNames, library.parseUserAgent(row.text).family)
                .equals(agents.read(row.text).browser()));
        assertAgreed(row -> ours(systemNames, library.parseOS(row.text).family)
                .equals(agents.read(row.text).os()));
    }

    private void assertAgreed(Predicate<Row> agrees) {
        var others = rows.stream().filter(agrees.negate()).map(Row::text).toList();

        assertThat(1.0 - (double) others.size() / rows.size())
                .as("share of %d; not agreed: %s", rows.size(), others)
                .isGreaterThanOrEqualTo(WANTED);
    }

    private static String ours(Map<String, String> names, String name) {
        return names.getOrDefault(name, name);
    }

    private static String major(String version) {
        int dot = version.indexOf('.');
        return dot < 0 ? version : version.substring(0, dot);
    }

    private static Map<String, String> names(String table) {
        var names = new HashMap<String, String>();
        for (var line : TestLines.of(AgentAgreementTest.class, table)) {
            if (!line.startsWith("#")) {
                var pair = line.split("\\|", 2);
                names.put(pair[0], pair[1]);
            }
        }
        return names;
    }
}
