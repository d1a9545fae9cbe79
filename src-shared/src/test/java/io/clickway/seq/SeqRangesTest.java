package io.clickway.seq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeqRangesTest {

    @Test
    void rangesThatTouchBecomeOne() {
        var set = SeqRanges.of(List.of(new SeqRange(5, 9), new SeqRange(1, 4), new SeqRange(12, 12)));

        assertThat(set).hasToString("{[1,10),[12,13)}");
        assertThat(set.count()).isEqualTo(10);
        assertThat(set.max()).isEqualTo(12);
        assertThat(set.isCompleteThrough(9)).isTrue();
        assertThat(set.isCompleteThrough(10)).isFalse();
        assertThat(set.missingThrough(13)).hasToString("{[10,12),[13,14)}");
    }

    @Test
    void readsWhatPostgresWrites() {
        assertThat(SeqRanges.parse("{}").isEmpty()).isTrue();
        assertThat(SeqRanges.parse("{[1,10),[12,13)}")).hasToString("{[1,10),[12,13)}");
        for (var bad : List.of("", "{", "{(1,2]}", "{[1,2}", "{[0,2)}", "{[5,5)}")) {
            assertThatThrownBy(() -> SeqRanges.parse(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void agreesWithABitSetOverRandomSteps() {
        for (long seed = 1; seed <= 200; seed++) {
            var random = new Random(seed);
            var set = new SeqRanges();
            var model = new BitSet();
            for (int step = 0; step < 60; step++) {
                int first = 1 + random.nextInt(80);
                int last = first + random.nextInt(15);
                if (random.nextInt(3) > 0) {
                    set.add(new SeqRange(first, last));
                    model.set(first, last + 1);
                } else {
                    set.remove(new SeqRange(first, last));
                    model.clear(first, last + 1);
                }
                for (int seq = 1; seq <= 100; seq++) {
                    assertThat(set.contains(seq))
                            .as("seed %d seq %d", seed, seq)
                            .isEqualTo(model.get(seq));
                }
                assertThat(set.count()).as("seed %d", seed).isEqualTo(model.cardinality());
                assertThat(SeqRanges.parse(set.toString())).as("seed %d", seed).isEqualTo(set);
                var missing = set.missingThrough(90);
                for (int seq = 1; seq <= 90; seq++) {
                    assertThat(missing.contains(seq))
                            .as("seed %d seq %d", seed, seq)
                            .isNotEqualTo(model.get(seq));
                }
            }
        }
    }
}
