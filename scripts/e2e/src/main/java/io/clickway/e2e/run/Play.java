package io.clickway.e2e.run;

import io.clickway.e2e.accounting.Accounting;
import io.clickway.e2e.accounting.Books;
import io.clickway.e2e.accounting.Conservation;
import io.clickway.e2e.accounting.Countries;
import io.clickway.e2e.accounting.Drain;
import io.clickway.e2e.accounting.LastHops;
import io.clickway.e2e.accounting.Latecomers;
import io.clickway.e2e.accounting.SealedEvents;
import io.clickway.e2e.load.ClickGenerator;
import io.clickway.e2e.load.Latencies;
import io.clickway.e2e.scenario.Scenario;
import io.clickway.e2e.scenario.Stage;
import io.clickway.e2e.scenario.Trait;
import io.clickway.e2e.system.LocalSystem;
import io.clickway.e2e.system.Part;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Plays one scenario on a running system, from the first click to the last proof. */
final class Play {

    private static final int CLIENTS = 32;
    private static final Duration WARM = Duration.ofMillis(1_500);
    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final Duration WARM_UP_DRAIN = Duration.ofMinutes(4);
    private static final int WARM_UP_RATE = 500;
    private static final Duration AFTERWARDS = Duration.ofMillis(1_500);

    /** Answers that make a 99th percentile worth naming. */
    private static final int ENOUGH = 100;

    private final LocalSystem system;
    private final Countries countries;
    private final Latecomers latecomers;
    private final Scenario scenario;
    private final long seed;
    private final Options options;
    private final Consumer<String> progress;
    private final List<String> problems = new ArrayList<>();
    private boolean spoilt;

    Play(
            LocalSystem system,
            Countries countries,
            Latecomers latecomers,
            Scenario scenario,
            long seed,
            Options options,
            Consumer<String> progress) {
        this.system = system;
        this.countries = countries;
        this.latecomers = latecomers;
        this.scenario = scenario;
        this.seed = seed;
        this.options = options;
        this.progress = progress;
    }

    /** Lets a JVM that has just started compile what a click needs; a native edge has no such time. */
    static void warmUp(LocalSystem system) {
        try (var clicks = new ClickGenerator("warm", Stage.edges(system))) {
            clicks.start(CLIENTS, WARM_UP_RATE);
            LockSupport.parkNanos(WARM_UP.toNanos());
            clicks.stop();
        }
        new Drain(system).await(WARM_UP_DRAIN, true).stuck().ifPresent(stuck -> {
            throw new IllegalStateException("does not drain without any fault: " + stuck);
        });
    }

    Result run() throws IOException, SQLException {
        long began = System.nanoTime();
        var before = Conservation.since(system);
        var sealedLines = SealedEvents.since(system);
        var run =
                scenario.name() + "-" + Long.toString(seed & 0xffffff, 36) + "x" + Long.toString(began & 0xffffff, 36);
        try (var clicks = new ClickGenerator(run, Stage.edges(system))) {
            var stage = new Stage(system, clicks, new Random(seed), progress);
            clicks.start(CLIENTS, options.rate());
            LockSupport.parkNanos(WARM.toNanos());
            try {
                scenario.script().play(stage);
            } catch (Exception failed) {
                problems.add("the script failed: " + failed);
            }
            stage.heal();
            startWhatIsDead(stage);
            LockSupport.parkNanos(AFTERWARDS.toNanos());
            clicks.stop();
            return account(stage, clicks, before, sealedLines, began);
        }
    }

    private void startWhatIsDead(Stage stage) {
        if (!system.parts().stream().allMatch(Part::isAlive)) {
            try {
                stage.up();
            } catch (RuntimeException failed) {
                problems.add("could not be started again: " + failed.getMessage());
                spoilt = true;
            }
        }
    }

    private Result account(
            Stage stage, ClickGenerator clicks, Conservation before, SealedEvents sealedLines, long began)
            throws IOException, SQLException {
        progress.accept("draining: " + clicks.attempted().size() + " attempted, "
                + clicks.answered().size() + " answered");
        boolean closes = !scenario.is(Trait.DESTROYS) && !scenario.is(Trait.SEALS);
        var drained = new Drain(system).await(scenario.drain(), closes);
        drained.stuck().ifPresent(stuck -> {
            problems.add("not drained: " + stuck);
            spoilt = true;
            new Inspection(system).lines().forEach(progress);
        });

        var sealed = sub1s(sealedLines.read(), clicks.run());
        if (stage.expectsSealed()) {
            feedBack(clicks, sealed, stage);
        }
        Accounting accounting;
        Books books;
        Set<String> late;
        try (var database = system.database()) {
            late = latecomers.arrived(database);
            accounting = Accounting.of(clicks, database, countries, sealed);
            books = Books.of(database);
            problems.addAll(Books.minutes(database));
        }
        var faults = new ArrayList<>(accounting.faults(destroyed(stage)));
        faults.addAll(Books.audit(system));
        spoilt |= !faults.isEmpty();
        problems.addAll(faults);
        if (!stage.expectsSealed() && !sealed.isEmpty()) {
            problems.add(sealed.size() + " clicks were only sealed on stderr, though nothing forced it");
        }
        if (!late.isEmpty()) {
            stage.note(late.size() + " clicks of earlier scenarios, never answered, have come late: "
                    + late.iterator().next());
        }
        latecomers.add(clicks, accounting);
        expected(stage, before, books, accounting, sealed.size(), late.size());
        answers(clicks);
        var latency = clicks.latencies().summary();
        var inFault = clicks.latencies().between(stage.faultBegan(), stage.faultEnded());
        judgeLatency(clicks.latencies().between(Long.MIN_VALUE, stage.faultBegan()), inFault, stage);
        problems.addAll(stage.brokenProofs());
        if (!accounting.lost().isEmpty()) {
            new LastHops(system, clicks.run())
                    .of(accounting.lost(), sealed)
                    .forEach(line -> progress.accept("lost " + line));
        }
        return new Result(
                scenario,
                seed,
                verdict(stage, accounting),
                Duration.ofNanos(System.nanoTime() - began),
                Optional.of(accounting),
                clicks.unanswered().size(),
                books.duplicates() - before.books().duplicates(),
                drained.took(),
                latency,
                inFault,
                problems,
                stage.notes());
    }

    /** What is only sealed is exactly what is missing; fed back, it is stored like everything else. */
    private void feedBack(ClickGenerator clicks, Set<String> sealed, Stage stage) throws SQLException {
        Accounting first;
        try (var database = system.database()) {
            first = Accounting.of(clicks, database, countries, sealed);
        }
        stage.note(sealed.size() + " sealed lines, " + first.unrecorded().size() + " of them not stored");
        if (sealed.isEmpty()) {
            problems.add("nothing was sealed");
        }
        if (!first.lost().isEmpty()) {
            problems.add(first.lost().size() + " lost clicks are on no sealed line");
        }
        try {
            progress.accept(system.script(
                            Duration.ofMinutes(2),
                            "recover-stderr",
                            "--home",
                            system.home().toString())
                    .strip()
                    .replace("\n", "; "));
        } catch (IllegalStateException failed) {
            problems.add("recover-stderr: " + failed.getMessage());
        }
        new Drain(system).await(scenario.drain(), false).stuck().ifPresent(problems::add);
        try (var database = system.database()) {
            var again = Accounting.of(clicks, database, countries, sealed);
            if (!again.unrecorded().isEmpty()) {
                problems.add(again.unrecorded().size() + " clicks of sealed lines are not stored after recover-stderr");
            }
        }
    }

    private Set<String> destroyed(Stage stage) {
        if (stage.expectedLosses().isEmpty()) {
            return Set.of();
        }
        try {
            return stage.expectedLosses().get().ofAnswered();
        } catch (Exception failed) {
            problems.add("what was destroyed can't be told: " + failed);
            return Set.of();
        }
    }

    private void expected(Stage stage, Conservation before, Books books, Accounting accounting, long sealed, long late)
            throws SQLException {
        if (!scenario.is(Trait.DESTROYS)
                && !scenario.is(Trait.CRAFTS)
                && !scenario.is(Trait.SEALS)
                && !scenario.is(Trait.SCALES)) {
            problems.addAll(before.faults(books, sealed, late));
        }
        long strangers = books.rows() - before.books().rows() - accounting.stored() - late;
        if (strangers != stage.craftedRows()) {
            problems.add(strangers + " rows that are no clicks of this run instead of " + stage.craftedRows());
        }
        long quarantined = books.quarantine() - before.books().quarantine();
        if (stage.isQuarantiningMany()) {
            // Some are stored by themselves when their time has come, which may be in the midst of another scenario.
            spoilt = true;
            if (quarantined == 0) {
                problems.add("nothing came into quarantine");
            }
        } else if (quarantined != stage.craftedQuarantined()) {
            problems.add(quarantined + " things came into quarantine instead of " + stage.craftedQuarantined());
        }
        long dropped = books.duplicates() - before.books().duplicates();
        if (dropped < stage.dropsAtLeast()) {
            problems.add(dropped + " duplicates dropped instead of at least " + stage.dropsAtLeast());
        }
    }

    /** A machine that is too busy for the bound without any fault can't tell what the fault costs: then it is said. */
    private void judgeLatency(Latencies.Summary before, Latencies.Summary inFault, Stage stage) {
        if (scenario.p99().isEmpty() || inFault.p99().compareTo(scenario.p99().get()) <= 0) {
            return;
        }
        var limit = scenario.p99().get();
        var text = "p99 in the fault " + inFault.p99().toMillis() + " ms instead of < " + limit.toMillis() + " ms";
        if (!options.judgesLatency()) {
            stage.note(text + ", not judged in the tier");
        } else if (before.count() >= ENOUGH && before.p99().compareTo(limit) > 0) {
            stage.note(
                    text + ", not judged: " + before.p99().toMillis() + " ms already before it, the machine is busy");
        } else {
            problems.add(text + " (" + before.p99().toMillis() + " ms before it)");
        }
    }

    private void answers(ClickGenerator clicks) {
        if (!clicks.wrong().isEmpty()) {
            problems.add(
                    clicks.wrong().size() + " wrong answers: " + clicks.wrong().getFirst());
        }
        if (!scenario.is(Trait.EDGE_HIT) && !clicks.unanswered().isEmpty()) {
            problems.add(clicks.unanswered().size() + " clicks without an answer: "
                    + clicks.unanswered().getFirst());
        }
    }

    /** Whether what went wrong would show in the next scenario on this system, too. */
    boolean isSpoilt() {
        return spoilt;
    }

    private Result.Verdict verdict(Stage stage, Accounting accounting) {
        if (scenario.is(Trait.GUARD)) {
            boolean seen =
                    stage.mustSee().filter(must -> must.sees().test(accounting)).isPresent();
            return seen ? Result.Verdict.FAILS_AS_IT_MUST : Result.Verdict.GUARD_IS_BLIND;
        }
        return problems.isEmpty() ? Result.Verdict.HOLDS : Result.Verdict.FAILS;
    }

    private static Set<String> sub1s(List<SealedEvents.Sealed> sealed, String run) {
        var found = new HashSet<String>();
        for (var one : sealed) {
            if (one.event().hasClick() && one.event().getClick().getSubsCount() > 0) {
                found.add(one.event().getClick().getSubs(0));
            }
        }
        found.removeIf(sub1 -> !sub1.startsWith(run + "-"));
        return found;
    }
}
