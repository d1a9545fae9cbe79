package io.clickway.e2e.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.e2e.scenario.Catalogue;
import io.clickway.e2e.scenario.Scenario;
import io.clickway.e2e.scenario.Trait;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private final Catalogue catalogue = new Catalogue();

    private Options parse(String... arguments) throws Options.BadOptions {
        return Options.parse(arguments, catalogue);
    }

    @Test
    void takesAllButTheLongOnesUnlessAsked() throws Exception {
        assertThat(parse("all").chosen()).isNotEmpty().noneMatch(scenario -> scenario.is(Trait.LONG));
        assertThat(parse("all", "--long").chosen()).isEqualTo(catalogue.all());
    }

    @Test
    void takesALongOneByItsName() throws Exception {
        assertThat(parse("region-cut-10m").chosen()).extracting(Scenario::name).containsExactly("region-cut-10m");
    }

    @Test
    void takesEachScenarioOnce() throws Exception {
        assertThat(parse("calm", "calm", "redis-kill").chosen()).hasSize(2);
    }

    @Test
    void keepsTheTierShort() throws Exception {
        assertThat(parse("--tier").chosen()).hasSizeBetween(8, 24).noneMatch(scenario -> scenario.is(Trait.LONG));
    }

    @Test
    void readsSeedSoakAndRate() throws Exception {
        var options = parse("--soak", "30", "--seed", "7", "--rate", "300", "--keep");
        assertThat(options.soak()).contains(Duration.ofMinutes(30));
        assertThat(options.seed()).isEqualTo(7);
        assertThat(options.rate()).isEqualTo(300);
        assertThat(options.keep()).isTrue();
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> parse("redis-kil")).hasMessageStartingWith("unknown scenario 'redis-kil'");
        assertThatThrownBy(() -> parse("all", "--sed", "1")).hasMessage("unknown argument --sed");
        assertThatThrownBy(() -> parse("all", "--seed")).hasMessage("--seed needs a value");
        assertThatThrownBy(() -> parse("all", "--seed", "x")).hasMessage("--seed takes a whole number, not 'x'");
        assertThatThrownBy(() -> parse("all", "--rate", "0")).hasMessageStartingWith("--rate takes");
        assertThatThrownBy(() -> parse("--seed", "1")).hasMessageStartingWith("name scenarios");
    }
}
