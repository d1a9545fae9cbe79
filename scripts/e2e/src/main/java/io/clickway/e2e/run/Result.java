package io.clickway.e2e.run;

import io.clickway.e2e.accounting.Accounting;
import io.clickway.e2e.load.Latencies;
import io.clickway.e2e.scenario.Scenario;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a scenario ended.
 *
 * @param accounting empty when it could not be taken, or was skipped
 * @param problems what did not hold; of a guard: what failed, as it must
 * @param dropped duplicates that the ledger dropped
 */
record Result(
        Scenario scenario,
        long seed,
        Verdict verdict,
        Duration took,
        Optional<Accounting> accounting,
        int unanswered,
        long dropped,
        Duration drain,
        Latencies.Summary latency,
        Latencies.Summary latencyInFault,
        List<String> problems,
        List<String> notes) {

    enum Verdict {
        HOLDS("holds"),
        FAILS("FAILS"),
        FAILS_AS_IT_MUST("fails, as it must"),
        GUARD_IS_BLIND("DOES NOT FAIL, but must"),
        SKIPPED("skipped");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        boolean isGood() {
            return this == HOLDS || this == FAILS_AS_IT_MUST || this == SKIPPED;
        }
    }

    private static final Latencies.Summary NONE = new Latencies.Summary(0, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    Result {
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    static Result skipped(Scenario scenario, long seed, String why) {
        return new Result(
                scenario,
                seed,
                Verdict.SKIPPED,
                Duration.ZERO,
                Optional.empty(),
                0,
                0,
                Duration.ZERO,
                NONE,
                NONE,
                List.of(why),
                List.of());
    }

    static Result broken(Scenario scenario, long seed, Duration took, List<String> problems) {
        return new Result(
                scenario,
                seed,
                Verdict.FAILS,
                took,
                Optional.empty(),
                0,
                0,
                Duration.ZERO,
                NONE,
                NONE,
                problems,
                List.of());
    }
}
