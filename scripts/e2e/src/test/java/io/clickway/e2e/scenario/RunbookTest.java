package io.clickway.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RunbookTest {

    private static final Pattern NAME = Pattern.compile("`([a-z0-9-]+)`");

    @Test
    void namesScenariosThatThereAre() throws IOException {
        var runbook = Path.of(System.getProperty("clickway.root", "."), "docs", "runbook.md");
        var proofs = Files.readAllLines(runbook).stream()
                .filter(line -> line.startsWith("- **Proven by.**"))
                .toList();
        var known = new Catalogue().all().stream().map(Scenario::name).toList();

        assertThat(proofs).hasSizeGreaterThan(30);
        assertThat(proofs.stream().flatMap(line -> names(line).stream())).isSubsetOf(known);
    }

    private static List<String> names(String line) {
        return NAME.matcher(line).results().map(found -> found.group(1)).toList();
    }
}
