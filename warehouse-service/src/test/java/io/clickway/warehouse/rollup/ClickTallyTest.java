package io.clickway.warehouse.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.event.proto.Click;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClickTallyTest {

    private static final long NOON = 1_795_435_200_000L;
    private static final long HOUR = 3_600_000;

    private final ClickTally tally = new ClickTally(new Placements(), 15);

    @Test
    void countsAClickOnceForEachSubThatItHas() {
        tally.add("eu", NOON, click("site", "", "creative"));
        tally.add("eu", NOON + HOUR, click("site"));
        tally.add("eu", NOON, click());

        assertThat(tally.cells(Cube.PLACEMENT)).isEqualTo(2);
        assertThat(tally.cells(Cube.TOTAL)).isEqualTo(2);
    }

    @Test
    void countsValuesThatNeverRepeatTogether() {
        for (int i = 0; i < 10_000; i++) {
            tally.add("eu", NOON, click("id-" + i));
        }

        assertThat(tally.cells(Cube.PLACEMENT)).isEqualTo(Placements.TRIAL + 1);
    }

    private static Click click(String... subs) {
        return Click.newBuilder()
                .setWorkspaceId(1)
                .setCampaignId(2)
                .addAllSubs(List.of(subs))
                .build();
    }
}
