package io.clickway.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DrawTest {

    private static final int CLICKS = 100_000;

    @Test
    void whatWasDrawnOnceIsDrawnForEver() {
        // Calculated apart from the code, with whole numbers of any length.
        assertThat(Draw.ofClickAtRule(1, 2, 3)).isEqualTo(2057817909);
        assertThat(Draw.ofClickAtCampaign(1, 2, 3)).isEqualTo(-797751472);
        assertThat(Draw.ofVisitor(1, 3)).isEqualTo(-615280763);
    }

    @Test
    void drawsSpreadOverAHundredAsTheyShould() {
        // Ids of one source follow each other closely: the worst input there is. 99 degrees of freedom, p < 0.0001 at
        // 160.
        assertThat(chiSquared(
                        i -> Draw.ofClickAtRule(0x19a_0000_7000L + (i / 100 << 16), 0x8000_0001_0000_0000L + i, 7)))
                .isLessThan(160);
        assertThat(chiSquared(i -> Draw.ofClickAtCampaign(0x19a_0000_7000L, i << 34, 7)))
                .isLessThan(160);
        assertThat(chiSquared(i -> Draw.ofVisitor(i, 7))).isLessThan(160);
        var random = new Random(1);
        assertThat(chiSquared(_ -> Draw.ofVisitor(random.nextLong(), 7))).isLessThan(160);
    }

    private interface Bits {
        int at(long i);
    }

    private static double chiSquared(Bits bits) {
        var counts = new int[100];
        for (long i = 0; i < CLICKS; i++) {
            counts[Draw.below(bits.at(i), 100)]++;
        }
        double expected = CLICKS / 100.0;
        double sum = 0;
        for (int count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }

    @Test
    void drawsStayBelowTheSum() {
        assertThat(Draw.below(-1, 1)).isZero();
        assertThat(Draw.below(-1, 100_000_000)).isEqualTo(99_999_999);
        assertThat(Draw.below(0, 100_000_000)).isZero();
    }
}
