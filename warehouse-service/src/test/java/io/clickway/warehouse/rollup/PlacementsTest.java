package io.clickway.warehouse.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlacementsTest {

    private static final long DAY = 20_780;

    private final Placements placements = new Placements();

    @Test
    void countsEachValueOfAParameterThatHasFew() {
        for (int click = 0; click < 10_000; click++) {
            var value = "site-" + click % 50;
            assertThat(placements.counted(1, 3, DAY, value)).isEqualTo(value);
        }
    }

    @Test
    void countsManyValuesWhenTheyRepeatButNoMoreThanADayMayHave() {
        var counted = new HashSet<String>();
        for (int round = 0; round < 20; round++) {
            for (int value = 0; value < 5_000; value++) {
                // Common values come between the rare ones, as on real sites.
                placements.counted(1, 3, DAY, "common-" + value % 40);
                placements.counted(1, 3, DAY, "common-" + value % 40);
                counted.add(placements.counted(1, 3, DAY, "rare-" + value));
            }
        }
        counted.remove(Placements.OTHERS);

        assertThat(counted).hasSize(Placements.MOST_A_DAY - 40);
    }

    @Test
    void countsOnlyAFewOfValuesThatNeverRepeat() {
        long counted = IntStream.range(0, 100_000)
                .filter(click -> !placements.counted(1, 1, DAY, "id-" + click).equals(Placements.OTHERS))
                .count();

        assertThat(counted).isEqualTo(Placements.TRIAL);
    }

    @Test
    void goesOnCountingAValueThatItCountedOnce() {
        assertThat(placements.counted(1, 1, DAY, "first")).isEqualTo("first");
        for (int click = 0; click < 10_000; click++) {
            placements.counted(1, 1, DAY, "id-" + click);
        }

        assertThat(placements.counted(1, 1, DAY, "first")).isEqualTo("first");
        assertThat(placements.counted(1, 1, DAY, "id-9999")).isEqualTo(Placements.OTHERS);
    }

    @Test
    void judgesEachCampaignParameterAndDayByItself() {
        for (int click = 0; click < 1_000; click++) {
            placements.counted(1, 1, DAY, "id-" + click);
        }

        assertThat(placements.counted(1, 1, DAY, "new")).isEqualTo(Placements.OTHERS);
        assertThat(placements.counted(2, 1, DAY, "new")).isEqualTo("new");
        assertThat(placements.counted(1, 2, DAY, "new")).isEqualTo("new");
        assertThat(placements.counted(1, 1, DAY + 1, "new")).isEqualTo("new");
    }

    @Test
    void countsNoValueOnItsOwnThatIsTooLong() {
        assertThat(placements.counted(1, 1, DAY, "x".repeat(Placements.MAX_LENGTH)))
                .hasSize(Placements.MAX_LENGTH);
        assertThat(placements.counted(1, 1, DAY, "x".repeat(Placements.MAX_LENGTH + 1)))
                .isEqualTo(Placements.OTHERS);
    }

    @Test
    void isNotDeceivedByValuesWhoseHashCodesAreEqual() {
        long counted = IntStream.range(0, 1 << 12)
                .mapToObj(PlacementsTest::likeAnyOther)
                .filter(value -> !placements.counted(1, 1, DAY, value).equals(Placements.OTHERS))
                .count();

        assertThat(likeAnyOther(0).hashCode()).isEqualTo(likeAnyOther(4_095).hashCode());
        assertThat(counted).isEqualTo(Placements.TRIAL);
    }

    @Test
    void holdsNoMoreThanItMayWhateverComes() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var small = new Placements(10_000);
        var taken = new HashMap<String, String>();
        for (int click = 0; click < 200_000; click++) {
            int campaign = random.nextInt(500);
            long day = DAY - random.nextInt(400);
            var value = "v" + (int) Math.abs(random.nextGaussian() * 300);
            taken.put(campaign + "/" + day + "/" + value, small.counted(campaign, 1, day, value));
            assertThat(small.places()).isLessThanOrEqualTo(10_000);
        }

        assertThat(taken.values()).isSubsetOf(values(taken.keySet()));
    }

    private static HashSet<String> values(Iterable<String> keys) {
        var values = new HashSet<String>();
        values.add(Placements.OTHERS);
        keys.forEach(key -> values.add(key.substring(key.lastIndexOf('/') + 1)));
        return values;
    }

    /** "Aa" and "BB" have the same hash code, and so has any sequence of them. */
    private static String likeAnyOther(int number) {
        var text = new StringBuilder();
        for (int bit = 0; bit < 12; bit++) {
            text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }
}
