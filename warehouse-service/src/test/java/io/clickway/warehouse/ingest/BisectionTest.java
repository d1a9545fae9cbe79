package io.clickway.warehouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BisectionTest {

    @Test
    void storesEveryGoodRowOnceAndNamesEveryBadOne() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var rows = IntStream.range(0, random.nextInt(300)).boxed().toList();
            var bad = new HashSet<Integer>();
            for (int i = random.nextInt(6); i > 0 && !rows.isEmpty(); i--) {
                bad.add(rows.get(random.nextInt(rows.size())));
            }
            var stored = new ArrayList<Integer>();

            var refused = Bisection.storeGood(rows, part -> attempt(part, bad, stored));

            assertThat(refused)
                    .extracting(Bisection.Refused::row)
                    .containsExactlyElementsOf(
                            rows.stream().filter(bad::contains).toList());
            assertThat(stored)
                    .containsExactlyElementsOf(
                            rows.stream().filter(row -> !bad.contains(row)).toList());
        }
    }

    @Test
    void needsFewAttemptsForOneBadRow() throws Exception {
        var attempts = new ArrayList<Integer>();
        var rows = IntStream.range(0, 20_000).boxed().toList();

        Bisection.storeGood(rows, part -> {
            attempts.add(part.size());
            return part.contains(777) ? Optional.of("bad") : Optional.empty();
        });

        assertThat(attempts).hasSizeLessThan(40);
    }

    private static Optional<String> attempt(List<Integer> part, HashSet<Integer> bad, List<Integer> stored) {
        if (part.stream().anyMatch(bad::contains)) {
            return Optional.of("bad");
        }
        stored.addAll(part);
        return Optional.empty();
    }
}
