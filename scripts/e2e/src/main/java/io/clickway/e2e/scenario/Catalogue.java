package io.clickway.e2e.scenario;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All scenarios by name. */
public final class Catalogue {

    private final Map<String, Scenario> byName = new LinkedHashMap<>();

    public Catalogue() {
        Stream.of(
                        ProcessScenarios.all(),
                        NetworkScenarios.all(),
                        RedisScenarios.all(),
                        EdgeScenarios.all(),
                        LinkScenarios.all(),
                        CentreScenarios.all(),
                        InputScenarios.all(),
                        ScaleScenarios.all(),
                        StormScenarios.all(),
                        DiskScenarios.all(),
                        PowerCutScenarios.all(),
                        DamageScenarios.all(),
                        ClockScenarios.all(),
                        Guards.all())
                .flatMap(List::stream)
                .forEach(scenario -> {
                    if (byName.put(scenario.name(), scenario) != null) {
                        throw new IllegalStateException("two scenarios are named " + scenario.name());
                    }
                });
    }

    public List<Scenario> all() {
        return List.copyOf(byName.values());
    }

    public Optional<Scenario> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
