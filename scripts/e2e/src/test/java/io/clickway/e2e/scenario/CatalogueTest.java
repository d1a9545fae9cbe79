package io.clickway.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatalogueTest {

    private final Catalogue catalogue = new Catalogue();

    @Test
    void knowsEveryScenarioByItsName() {
        assertThat(catalogue.all())
                .allSatisfy(
                        scenario -> assertThat(catalogue.named(scenario.name())).contains(scenario));
        assertThat(catalogue.named("nothing")).isEmpty();
    }

    @Test
    void givesEachGuardASystemOfItsOwn() {
        assertThat(catalogue.all().stream().filter(scenario -> scenario.is(Trait.GUARD)))
                .hasSize(3)
                .allMatch(guard -> guard.is(Trait.FRESH))
                .allMatch(guard -> guard.name().startsWith("guard-"));
    }

    @Test
    void destroysNothingInASystemThatOthersUse() {
        assertThat(catalogue.all().stream().filter(scenario -> scenario.is(Trait.DESTROYS)))
                .isNotEmpty()
                .allMatch(scenario -> scenario.is(Trait.FRESH));
    }
}
