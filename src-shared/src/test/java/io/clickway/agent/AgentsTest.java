package io.clickway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.event.proto.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentsTest {

    private final Agents agents = new Agents();

    @Test
    void readsTheExamples() {
        for (var line : TestLines.of(AgentsTest.class, "examples.csv")) {
            var row = line.split("\\|", 7);
            var expected =
                    new Agent(Device.valueOf(row[1]), row[2], row[3], row[4], row[5], Agent.Kind.valueOf(row[0]));

            assertThat(agents.read(row[6])).as(row[6]).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void saysThatAnEmptyUserAgentIsEmpty(String userAgent) {
        assertThat(agents.read(userAgent)).isEqualTo(Agent.SILENT);
        assertThat(agents.read(userAgent).kind()).isEqualTo(Agent.Kind.EMPTY);
    }

    @Test
    void callsOtherWhatItDoesNotKnow() {
        var agent = agents.read("something of mine");

        assertThat(agent).isEqualTo(new Agent(Device.DEVICE_OTHER, "other", "", "other", "", Agent.Kind.PERSON));
        assertThat(agent.isUnknown()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mozilla/5.0 (Linux; Android 11; CUBOT X50) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
                "Mozilla/5.0 (Linux; Android 13; V; wv) Chrome/125.0 Mobile Safari/537.36 CamScanner/4.5",
                "Mozilla/5.0 (Linux; Android 8; XBot_Senior) AppleWebKit/537.36 Chrome/65.0 Mobile Safari/537.36",
                "SAMSUNG-SGH-E250V",
                "Nokia6230i/2.0 (03.80) Profile/MIDP-2.0 Configuration/CLDC-1.1",
                "Lynx/2.9.0dev.6 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/1.1.1j"
            })
    void takesPeopleForPeopleThoughTheyLookLikeRobots(String userAgent) {
        assertThat(agents.read(userAgent).kind()).isEqualTo(Agent.Kind.PERSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "never-heard-of/1.0",
                "Link Thing/2.0 (+in-house)",
                "Mozilla/5.0 (compatible; NeverHeardOf/1.0)",
                "Mozilla/5.0 zzz",
                "Mozilla/5.0 (Windows NT 10.0) Chrome/99.0 Safari/537.36 (+https://example.com/about)"
            })
    void knowsProgramsThatNoListNamesByTheirForm(String userAgent) {
        assertThat(agents.read(userAgent).kind()).isEqualTo(Agent.Kind.CRAWLER);
    }

    @Test
    void readsNoFurtherThanAnEventKeeps() {
        var padding = "x".repeat(Agents.MAX_LENGTH);

        assertThat(agents.read(padding + " Googlebot/2.1")).isEqualTo(agents.read(padding));
        assertThat(agents.read(" ".repeat(Agents.MAX_LENGTH) + "curl/8.0")).isEqualTo(Agent.SILENT);
        for (int cut = 1; cut < 20; cut++) {
            var text = "x".repeat(Agents.MAX_LENGTH - cut) + " Googlebotics/2.1 bottle";
            assertThat(agents.read(text)).isEqualTo(agents.read(text.substring(0, Agents.MAX_LENGTH)));
        }
    }
}
