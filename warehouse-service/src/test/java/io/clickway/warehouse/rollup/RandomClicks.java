package io.clickway.warehouse.rollup;

import static io.clickway.testkit.ClickBuilder.aClick;

import io.clickway.event.proto.Decision;
import io.clickway.testkit.ClickBuilder;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Clicks that fall into few cells, so that cells have several clicks and keys differ by one dimension. */
final class RandomClicks {

    private RandomClicks() {}

    /** Clicks of several sources over the last 60 days, as one handful. */
    static List<TestBatch> clicks(Random random, String region, int count) {
        var batches = new ArrayList<TestBatch>();
        for (int left = count; left > 0; ) {
            int now = Math.min(left, 1 + random.nextInt(80));
            var source = new TestSource(
                    region,
                    random,
                    Instant.now()
                            .minus(Duration.ofMinutes(10 + random.nextInt(20) * 3 * 24 * 60 + random.nextInt(60))));
            for (int i = 0; i < now; i++) {
                source.later(random.nextInt(60_000)).click(click(random));
            }
            batches.add(source.batch());
            left -= now;
        }
        return batches;
    }

    static ClickBuilder click(Random random) {
        var click = aClick().onLink(1 + random.nextInt(4), 1 + random.nextInt(2))
                .from(List.of("", "DE", "AT", "NP").get(random.nextInt(4)));
        click.fields()
                .setWorkspaceId(1 + random.nextInt(2))
                .setVerdictValue(random.nextInt(5))
                .setDeviceValue(random.nextInt(3))
                .setOs(List.of("", "Linux", "Größe").get(random.nextInt(3)))
                .setBrowser(List.of("other", "Firefox").get(random.nextInt(2)))
                .setTrafficSourceId(random.nextInt(3))
                .setVisitor(random.nextInt(200) * 0x9e3779b97f4a7c15L);
        if (random.nextBoolean()) {
            click.fields()
                    .setCostMicros(random.nextInt(3_000_000))
                    .setCurrency(List.of("EUR", "USD").get(random.nextInt(2)));
        }
        if (random.nextBoolean()) {
            click.fields()
                    .setDecision(Decision.newBuilder()
                            .setRuleId(random.nextInt(3))
                            .setOfferId(random.nextInt(3))
                            .setLanderId(random.nextInt(2)));
        }
        return click;
    }
}
