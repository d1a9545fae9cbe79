package io.clickway.e2e.scenario;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One way to break the system under load. Every scenario gets the accounting; what must hold beside it, the script proves.
 *
 * @param name as on the command line
 * @param part what is hit
 * @param fault what is done to it
 * @param holds what must hold beside the accounting
 * @param drain how long draining may take after healing
 * @param p99 of right answers asked for during the fault; empty when it isn't promised
 */
public record Scenario(
        String name,
        String part,
        String fault,
        String holds,
        Set<Trait> traits,
        Set<Need> needs,
        Duration drain,
        Optional<Duration> p99,
        Script script) {

    private static final Duration DRAIN = Duration.ofMinutes(4);

    /** Breaks, waits and heals; the load runs all the time. */
    @FunctionalInterface
    public interface Script {
        void play(Stage stage) throws Exception;
    }

    public Scenario {
        traits = Set.copyOf(traits);
        needs = Set.copyOf(needs);
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("a scenario's name is lower-case words joined by hyphens: " + name);
        }
    }

    public static Scenario of(String name, String part, String fault, String holds, Script script) {
        return new Scenario(name, part, fault, holds, Set.of(), Set.of(), DRAIN, Optional.empty(), script);
    }

    public Scenario with(Trait... more) {
        var all = EnumSet.noneOf(Trait.class);
        all.addAll(traits);
        all.addAll(Set.of(more));
        return new Scenario(name, part, fault, holds, all, needs, drain, p99, script);
    }

    public Scenario needing(Need... more) {
        var all = EnumSet.noneOf(Need.class);
        all.addAll(needs);
        all.addAll(Set.of(more));
        return new Scenario(name, part, fault, holds, traits, all, drain, p99, script);
    }

    public Scenario drainsWithin(Duration limit) {
        return new Scenario(name, part, fault, holds, traits, needs, limit, p99, script);
    }

    public Scenario p99Below(Duration limit) {
        return new Scenario(name, part, fault, holds, traits, needs, drain, Optional.of(limit), script);
    }

    public boolean is(Trait trait) {
        return traits.contains(trait);
    }
}
