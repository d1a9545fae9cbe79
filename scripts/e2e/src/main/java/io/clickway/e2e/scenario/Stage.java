package io.clickway.e2e.scenario;

import io.clickway.e2e.accounting.Accounting;
import io.clickway.e2e.fault.Firewall;
import io.clickway.e2e.fault.Signals;
import io.clickway.e2e.load.ClickGenerator;
import io.clickway.e2e.system.LocalSystem;
import io.clickway.e2e.system.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What a script has in its hands: the system under load, the tools to break it, and a place for proofs. */
public final class Stage {

    /** Checked when all is drained; returns what is wrong, or nothing. */
    @FunctionalInterface
    public interface Proof {
        boolean holds() throws Exception;
    }

    /** A step to undo what was done, last done first. */
    @FunctionalInterface
    public interface Undo {
        void run() throws Exception;
    }

    private record Later(String what, Proof proof) {}

    private final LocalSystem system;
    private final ClickGenerator clicks;
    private final Random random;
    private final Consumer<String> progress;
    private final Signals signals;
    private final Firewall firewall = new Firewall();
    private final Deque<Undo> undos = new ArrayDeque<>();
    private final List<Later> later = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Optional<Losses> expectedLosses = Optional.empty();
    private Optional<MustSee> mustSee = Optional.empty();
    private long dropsAtLeast;
    private boolean expectsSealed;
    private boolean quarantinesMany;
    private long craftedRows;
    private long craftedQuarantined;
    private long faultBegan = Long.MIN_VALUE;
    private long faultEnded = Long.MIN_VALUE;

    public Stage(LocalSystem system, ClickGenerator clicks, Random random, Consumer<String> progress) {
        this.system = system;
        this.clicks = clicks;
        this.random = random;
        this.progress = progress;
        this.signals = new Signals(system);
    }

    public LocalSystem system() {
        return system;
    }

    public ClickGenerator clicks() {
        return clicks;
    }

    public Firewall firewall() {
        return firewall;
    }

    public Random random() {
        return random;
    }

    public void say(String what) {
        progress.accept(what);
    }

    /** A figure worth telling in the report. */
    public void note(String what) {
        notes.add(what);
        progress.accept(what);
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** A duration between two numbers of seconds, by the seed. */
    public Duration between(double from, double to) {
        return Duration.ofMillis(Math.round(1000 * (from + random.nextDouble() * (to - from))));
    }

    public <T> T pick(List<T> among) {
        return among.get(random.nextInt(among.size()));
    }

    /** A region, by the seed. */
    public String region() {
        return pick(system.regions());
    }

    public void hold(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }

    /** Waits for something that must happen; a proof is broken when it doesn't in time. What can't be asked hasn't happened. */
    public void await(String what, Duration limit, BooleanSupplier happened) {
        long until = System.nanoTime() + limit.toNanos();
        while (true) {
            var failure = "";
            try {
                if (happened.getAsBoolean()) {
                    return;
                }
            } catch (RuntimeException failed) {
                failure = ": " + failed;
            }
            if (System.nanoTime() > until) {
                broken.add(what + ": not within " + limit.toSeconds() + " s" + failure);
                return;
            }
            LockSupport.parkNanos(100_000_000);
        }
    }

    // The fault's window: latencies are told for it apart.

    public void faultBegins() {
        if (faultBegan == Long.MIN_VALUE) {
            faultBegan = System.nanoTime();
        }
        faultEnded = Long.MAX_VALUE;
    }

    /** What was stopped and started before was preparation. */
    public void faultBeginsOnlyNow() {
        faultBegan = Long.MIN_VALUE;
        faultBegins();
    }

    public void faultEnds() {
        faultEnded = System.nanoTime();
    }

    public long faultBegan() {
        return faultBegan;
    }

    public long faultEnded() {
        return faultEnded;
    }

    // Breaking and mending.

    public void kill(String name) {
        faultBegins();
        var part = system.part(name);
        say("kill -9 " + name + " (pid " + part.pid() + "), "
                + clicks.answered().size() + " answered");
        system.kill9(name);
    }

    public void terminate(String name) {
        faultBegins();
        say("SIGTERM " + name + ", " + clicks.answered().size() + " answered");
        system.terminate(name);
    }

    public void freeze(String name, Duration time) {
        faultBegins();
        say("freeze " + name + " for " + time.toMillis() / 1000.0 + " s");
        signals.freeze(name);
        hold(time);
        signals.thaw();
        faultEnds();
    }

    /** Stays frozen until thawed or healed. */
    public void freeze(String name) {
        faultBegins();
        say("freeze " + name);
        signals.freeze(name);
    }

    public void thaw() {
        signals.thaw();
        faultEnds();
    }

    public void cut(Part server, Firewall.Port port, Firewall.Cut how) {
        faultBegins();
        say("cut " + port.name().toLowerCase(Locale.ROOT) + " of " + server.name() + ": " + how);
        firewall.cut(server, port, how);
    }

    public void mend() {
        say("mend the network");
        firewall.heal();
        faultEnds();
    }

    /** Starts what is dead, restarts what changed. */
    public void up(String... flags) {
        long began = System.nanoTime();
        system.up(flags);
        clicks.follow(edges(system));
        faultEnds();
        say("up again after " + (System.nanoTime() - began) / 1_000_000_000.0 + " s");
    }

    public static List<ClickGenerator.Edge> edges(LocalSystem system) {
        return system.parts("edge").stream()
                .map(part -> new ClickGenerator.Edge(part.uri(), part.region()))
                .toList();
    }

    /** Done at the end of the scenario in any case, last registered first. */
    public void undo(Undo step) {
        undos.push(step);
    }

    /** Undoes everything; what can't be undone is a failure. */
    public void heal() {
        signals.thaw();
        firewall.heal();
        while (!undos.isEmpty()) {
            try {
                undos.pop().run();
            } catch (Exception failed) {
                broken.add("could not be healed: " + failed);
            }
        }
        if (faultEnded == Long.MAX_VALUE) {
            faultEnds();
        }
    }

    /** Adds KEY=VALUE lines to the environment of a process at its next start; taken back at the end. */
    public void settings(String name, List<String> lines) throws IOException {
        var file = system.home().resolve("settings.d").resolve(name + ".env");
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, lines);
        undo(() -> {
            if (Files.deleteIfExists(file)) {
                up();
            }
        });
    }

    /** These answered clicks must be lost, exactly: they were destroyed on purpose. Asked when all is drained. */
    public void expectLost(Losses losses) {
        expectedLosses = Optional.of(losses);
    }

    /** The sub1 of the answered clicks that must be lost. */
    @FunctionalInterface
    public interface Losses {
        Set<String> ofAnswered() throws Exception;
    }

    public Optional<Losses> expectedLosses() {
        return expectedLosses;
    }

    /** The ledger must have dropped so many duplicates at least. */
    public void dropsAtLeast(long events) {
        dropsAtLeast = Math.max(dropsAtLeast, events);
    }

    public long dropsAtLeast() {
        return dropsAtLeast;
    }

    /** Of a guard: what the accounting must see, or it is blind. */
    public void mustSee(String what, Predicate<Accounting> sees) {
        mustSee = Optional.of(new MustSee(what, sees));
    }

    public record MustSee(String what, Predicate<Accounting> sees) {}

    public Optional<MustSee> mustSee() {
        return mustSee;
    }

    /** Some clicks of the generator must end as sealed lines, and be fed back by {@code scripts/recover-stderr}. */
    public void expectSealed() {
        expectsSealed = true;
    }

    public boolean expectsSealed() {
        return expectsSealed;
    }

    /** Clicks of the generator itself come into quarantine, one thing each. */
    public void quarantinesMany() {
        quarantinesMany = true;
    }

    public boolean isQuarantiningMany() {
        return quarantinesMany;
    }

    /** Rows and things in quarantine that come of crafted messages, beyond the generator's clicks. */
    public void crafted(long rows, long quarantined) {
        craftedRows += rows;
        craftedQuarantined += quarantined;
    }

    public long craftedRows() {
        return craftedRows;
    }

    public long craftedQuarantined() {
        return craftedQuarantined;
    }

    // Proofs.

    public void prove(String what, boolean holds) {
        if (!holds) {
            broken.add(what);
        }
    }

    /** To be proved when all is drained. */
    public void proveLater(String what, Proof proof) {
        later.add(new Later(what, proof));
    }

    public List<String> brokenProofs() {
        for (var proof : later) {
            try {
                prove(proof.what, proof.proof.holds());
            } catch (Exception failed) {
                broken.add(proof.what + ": " + failed);
            }
        }
        later.clear();
        return List.copyOf(broken);
    }
}
