package io.clickway.warehouse.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CellTableTest {

    @Test
    void findsWhatAMapOfListsFinds() {
        for (long seed = 1; seed <= 20; seed++) {
            var random = new Random(seed);
            int width = 1 + random.nextInt(9);
            int spread = 1 + random.nextInt(40);
            var table = new CellTable(width);
            var expected = new HashMap<List<Integer>, Integer>();
            for (int i = 0; i < 20_000; i++) {
                var key = new int[width];
                var boxed = new ArrayList<Integer>();
                for (int k = 0; k < width; k++) {
                    key[k] = random.nextInt(spread) * (random.nextBoolean() ? 1 : 1 << 20);
                    boxed.add(key[k]);
                }
                int next = expected.size();
                var cell = expected.computeIfAbsent(boxed, _ -> next);

                assertThat(table.cell(key)).as("seed %d, click %d", seed, i).isEqualTo(cell);
                assertThat(table.key(cell, width - 1)).isEqualTo(key[width - 1]);
            }
            assertThat(table.size()).as("seed %d", seed).isEqualTo(expected.size());
        }
    }
}
