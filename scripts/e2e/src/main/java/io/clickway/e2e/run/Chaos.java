package io.clickway.e2e.run;

import io.clickway.e2e.accounting.Countries;
import io.clickway.e2e.accounting.Latecomers;
import io.clickway.e2e.scenario.Catalogue;
import io.clickway.e2e.scenario.Need;
import io.clickway.e2e.scenario.Scenario;
import io.clickway.e2e.scenario.Trait;
import io.clickway.e2e.system.LocalSystem;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The chaos run's main program; {@code scripts/chaos} is its front and says how to call it. */
public final class Chaos {

    private final Options options;
    private final List<Result> results = new ArrayList<>();
    private final long began = System.nanoTime();
    private @Nullable LocalSystem shared;
    private Latecomers latecomers = new Latecomers();
    private boolean spoiled;

    private Chaos(Options options) {
        this.options = options;
    }

    public static void main(String[] arguments) {
        var catalogue = new Catalogue();
        try {
            var options = Options.parse(arguments, catalogue);
            if (options.list()) {
                System.out.println(Results.list(catalogue.all()));
                System.exit(0);
            }
            if (options.check()) {
                System.exit(0);
            }
            System.exit(new Chaos(options).run(catalogue) ? 0 : 1);
        } catch (Options.BadOptions bad) {
            System.err.println("chaos: " + bad.getMessage());
            System.exit(2);
        } catch (IOException failed) {
            System.err.println("chaos: " + failed.getMessage());
            System.exit(1);
        }
    }

    private boolean run(Catalogue catalogue) throws IOException {
        try {
            if (options.soak().isPresent()) {
                soak(catalogue, options.soak().get());
            } else {
                playAll(options.chosen(), options.seed());
            }
        } finally {
            endShared();
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        System.out.println("\n" + Results.table(results, took));
        for (var result : results) {
            if (!result.verdict().isGood()) {
                System.out.println("\n" + result.scenario().name() + " (seed " + result.seed() + "):\n  "
                        + String.join("\n  ", result.problems())
                        + "\n  repeat: scripts/chaos " + result.scenario().name() + " --seed " + options.seed());
            }
        }
        if (options.report().isPresent()) {
            Results.write(options.report().get(), options, results, took);
            System.out.println("report: " + options.report().get());
        }
        return results.stream().allMatch(result -> result.verdict().isGood());
    }

    /** Scenarios that share a system first, in the order of the seed; then those that need one of their own. */
    private void playAll(List<Scenario> scenarios, long seed) throws IOException {
        var order = new ArrayList<>(scenarios);
        Collections.shuffle(order, new Random(seed));
        order.sort((one, other) -> Boolean.compare(one.is(Trait.FRESH), other.is(Trait.FRESH)));
        say("seed " + seed + ": " + order.stream().map(Scenario::name).collect(Collectors.joining(" ")));
        for (var scenario : order) {
            play(scenario, seed);
            if (options.keep() && !results.getLast().verdict().isGood()) {
                return;
            }
        }
    }

    private void soak(Catalogue catalogue, Duration limit) throws IOException {
        var random = new Random();
        var among = catalogue.all().stream()
                .filter(scenario -> !scenario.is(Trait.FRESH) && !scenario.is(Trait.LONG) && !scenario.is(Trait.GUARD))
                .filter(scenario ->
                        options.chosen().isEmpty() || options.chosen().contains(scenario))
                .filter(scenario -> scenario.needs().stream().allMatch(Need::isMet))
                .toList();
        if (among.isEmpty()) {
            throw new IllegalStateException("no scenario is left to soak with");
        }
        while (System.nanoTime() - began < limit.toNanos()) {
            long seed = random.nextInt(1_000_000);
            var scenario = among.get(random.nextInt(among.size()));
            say("soak: " + scenario.name() + " --seed " + seed);
            play(scenario, seed);
            if (options.keep() && !results.getLast().verdict().isGood()) {
                return;
            }
        }
    }

    private void play(Scenario scenario, long seed) throws IOException {
        var missing = scenario.needs().stream()
                .filter(need -> !need.isMet())
                .map(Need::what)
                .collect(Collectors.joining("; "));
        if (!missing.isEmpty()) {
            say(scenario.name() + ": skipped, needs " + missing);
            results.add(Result.skipped(scenario, seed, "needs " + missing));
            return;
        }
        // Each scenario has its own stream of chance, whatever ran before it.
        long own = seed * 1_000_003 + scenario.name().hashCode();
        long start = System.nanoTime();
        Result result;
        try {
            if (scenario.is(Trait.FRESH)) {
                endShared();
            }
            var system = shared();
            say("== " + scenario.name() + ": " + scenario.part() + ", " + scenario.fault());
            try (var countries = new Countries(system.home().resolve("data/geo/country.mmdb"))) {
                var play = new Play(system, countries, latecomers, scenario, own, options, this::step);
                spoiled = true;
                result = play.run();
                spoiled = play.isSpoilt() || scenario.is(Trait.FRESH);
            }
        } catch (IOException | SQLException | RuntimeException failed) {
            result = Result.broken(
                    scenario,
                    own,
                    Duration.ofNanos(System.nanoTime() - start),
                    List.of("could not be played: " + failed));
        }
        results.add(result);
        tell(result);
        if (spoiled) {
            endShared();
        }
    }

    private void tell(Result result) {
        result.notes().stream().filter(note -> note.contains("not judged")).forEach(this::step);
        step(result.accounting().map(Object::toString).orElse("no accounting"));
        for (var problem : result.problems()) {
            step((result.verdict().isGood() ? "as it must: " : "PROBLEM: ") + problem);
        }
        say("   " + result.scenario().name() + ": " + result.verdict().words() + " after "
                + result.took().toSeconds() + " s");
    }

    private LocalSystem shared() throws IOException {
        var running = shared;
        if (running != null) {
            return running;
        }
        say("starting a system (net " + options.net() + ")");
        long start = System.nanoTime();
        var system = LocalSystem.start(options.net(), options.countryFile(), false);
        try {
            Live.publishLinks(system);
            Play.warmUp(system);
        } catch (RuntimeException failed) {
            system.close();
            throw failed;
        }
        shared = system;
        latecomers = new Latecomers();
        say("   up and serving after "
                + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s, home " + system.home());
        return system;
    }

    /** Ends the running system and removes it; with {@code --keep} a failure's files stay. */
    private void endShared() {
        var running = Optional.ofNullable(shared);
        shared = null;
        running.ifPresent(system -> {
            boolean failed =
                    results.stream().anyMatch(result -> !result.verdict().isGood());
            try {
                if (options.keep() && failed) {
                    system.down();
                    say("kept for inspection: " + system.home());
                } else {
                    system.downAndWipe();
                }
            } catch (RuntimeException stuck) {
                say("could not be taken down in order: " + stuck.getMessage());
                system.pids().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
                system.downAndWipe();
            }
        });
    }

    private void say(String line) {
        System.out.println(String.format(Locale.ROOT, "%6.1f  %s", (System.nanoTime() - began) / 1e9, line));
    }

    private void step(String line) {
        say("   " + line);
    }
}
