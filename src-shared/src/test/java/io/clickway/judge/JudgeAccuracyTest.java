package io.clickway.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.agent.Agents;
import io.clickway.agent.TestLines;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Verdicts by User-Agent over samples that the lists were not made from; the README beside the samples tells which. */
class JudgeAccuracyTest {

    private static final List<String> FREQUENT = TestLines.of(Agents.class, "frequent.tsv").stream()
            .map(line -> line.split("\t", 6)[5])
            .toList();
    private static final List<String> ODD_BROWSERS = TestLines.of(JudgeAccuracyTest.class, "people-isbot.txt");
    private static final List<String> DEVICES = TestLines.of(JudgeAccuracyTest.class, "people-ua-parser-js.txt");
    private static final List<String> ROBOTS = TestLines.of(JudgeAccuracyTest.class, "robots-isbot.txt");

    @Test
    void flagsNoFrequentBrowser() {
        var judged = LabelledAgents.judged(FREQUENT);

        assertThat(judged.flagged()).as(judged.toString()).isZero();
        assertThat(judged.suspected()).as(judged.toString()).isZero();
    }

    @Test
    void flagsAtMostOneOfTwoHundredPeople() {
        var people = Stream.of(FREQUENT, ODD_BROWSERS, DEVICES)
                .flatMap(List::stream)
                .distinct()
                .toList();
        var judged = LabelledAgents.judged(people);

        assertThat(judged.size()).isGreaterThan(2000);
        assertThat(judged.flagged() * 200).as(judged.toString()).isLessThanOrEqualTo(judged.size());
    }

    @Test
    void flagsAtMostOneOfTwoHundredDevices() {
        var judged = LabelledAgents.judged(DEVICES);

        assertThat(judged.flagged() * 200).as(judged.toString()).isLessThanOrEqualTo(judged.size());
    }

    /** A gallery of the strangest browsers there are, each once: far from what links see. */
    @Test
    void flagsFewOfTheOddestBrowsers() {
        var judged = LabelledAgents.judged(ODD_BROWSERS);

        assertThat(judged.flagged() * 50).as(judged.toString()).isLessThanOrEqualTo(judged.size());
    }

    @Test
    void findsFourOfFiveRobotsThatItHasNotMet() {
        var judged = LabelledAgents.judged(ROBOTS);

        assertThat(judged.flagged() * 5).as(judged.toString()).isGreaterThanOrEqualTo(judged.size() * 4);
        assertThat((judged.flagged() + judged.suspected()) * 100)
                .as(judged.toString())
                .isGreaterThanOrEqualTo(judged.size() * 85);
    }
}
