package io.clickway.warehouse.rollup;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.event.proto.Decision;
import io.clickway.testkit.ClickBuilder;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.CubeRows;
import io.clickway.warehouse.datapath.RowSql;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FoldIT {

    private static PrivateServers servers;
    private static Centre centre;

    @BeforeAll
    static void start() throws Exception {
        servers = PrivateServers.start("127.202", "eu", "postgres");
        centre = new Centre(servers).migrated();
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @BeforeEach
    void empty() {
        centre.forget();
    }

    @Test
    void baseAndDeltasAreTheRowsBeforeAndAfterAFold() throws Exception {
        var random = seeded(1);
        centre.store(clicks(random, "eu", 400));
        centre.store(clicks(random, "us", 400));
        assertThat(differences()).isEmpty();

        long deltas = centre.number("select count(*) from rollup_deltas");
        assertThat(fold()).isEqualTo(deltas);
        assertThat(centre.number("select count(*) from rollup_deltas")).isZero();
        assertThat(centre.number("select sum(clicks) from clicks_total_1mo")).isEqualTo(800);
        assertThat(differences()).isEmpty();
    }

    @Test
    void whatComesLaterIsAddedToTheCellsThatAreThere() throws Exception {
        var random = seeded(2);
        for (int round = 0; round < 3; round++) {
            centre.store(clicks(random, "eu", 300));
            fold();
            centre.store(clicks(random, "eu", 100));
            assertThat(differences()).as("round %d", round).isEmpty();
        }
    }

    @Test
    void aBacklogIsFoldedAFewPagesAtATime() throws Exception {
        var random = seeded(3);
        var transactions = new AtomicInteger();

        fold();
        for (int i = 0; i < 4; i++) {
            centre.store(clicks(random, "eu", 300));
        }
        fold(new Fold(centre.dataSource(), 2, step -> {
            if (step == Fold.Step.COMMITTED) {
                transactions.incrementAndGet();
            }
        }));

        assertThat(transactions.get()).isGreaterThan(10);
        assertThat(centre.number("select count(*) from rollup_deltas")).isZero();
        assertThat(differences()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Fold.Step.class)
    void whereverAFoldDiesNothingIsLostOrCountedTwice(Fold.Step where) throws Exception {
        var random = seeded(4);
        centre.store(clicks(random, "eu", 300));

        var dying = new Fold(centre.dataSource(), 8_192, step -> {
            if (step == where) {
                throw new IllegalStateException("killed");
            }
        });
        assertThatThrownBy(() -> fold(dying)).hasMessage("killed");

        assertThat(differences()).isEmpty();
        centre.store(clicks(random, "eu", 100));
        fold();
        assertThat(differences()).isEmpty();
    }

    @Test
    void severalInstancesStoreAndFoldAtOnceAndEachReaderSeesEveryClickOnce() throws Exception {
        var seeds = seeded(5);
        // A partition of clicks that is attached meanwhile is not seen by statements planned before.
        centre.partitions()
                .ensure(LocalDate.now(ZoneOffset.UTC)
                        .minusDays(202)
                        .datesUntil(LocalDate.now(ZoneOffset.UTC).plusDays(1))
                        .toList());
        var isOver = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(6)) {
            var storing = new ArrayList<Callable<Object>>();
            for (var region : List.of("eu", "us", "ap")) {
                var random = new Random(seeds.nextLong());
                storing.add(() -> {
                    for (int i = 0; i < 25; i++) {
                        centre.store(clicks(random, region, 60));
                    }
                    return region;
                });
            }
            for (int i = 0; i < 2; i++) {
                threads.submit(() -> {
                    var fold = new Fold(centre.dataSource(), 64, _ -> {});
                    while (!isOver.get()) {
                        fold.run();
                    }
                    return "folded";
                });
            }
            var reading = threads.submit(() -> {
                int times = 0;
                while (!isOver.get()) {
                    assertThat(differences()).isEmpty();
                    times++;
                }
                return times;
            });
            for (var region : threads.invokeAll(storing)) {
                region.get();
            }
            isOver.set(true);
            assertThat(reading.get()).isPositive();
        }
        fold();
        assertThat(centre.number("select sum(clicks) from clicks_total_1d")).isEqualTo(4_500);
        assertThat(differences()).isEmpty();
    }

    @Test
    void aMonthThatWasDroppedTakesNoFineCellsAndKeepsItsDays() throws Exception {
        var longAgo = Instant.parse("2026-01-20T10:00:00Z");
        centre.store(List.of(new TestSource("eu", seeded(6), longAgo).clicks(3).batch()));
        fold();
        centre.run("update rollup_months set state = 'dropped' where span = '15m' and month = '2026-01-01'");
        centre.run("truncate clicks_total_15m_p202601");

        centre.store(List.of(new TestSource("eu", seeded(7), longAgo).clicks(4).batch()));
        fold();

        assertThat(centre.number("select count(*) from clicks_total_15m")).isZero();
        assertThat(centre.number("select sum(clicks) from clicks_total_1h")).isEqualTo(7);
        assertThat(centre.number("select sum(clicks) from clicks_total_1d")).isEqualTo(7);
        centre.run("update rollup_months set state = 'kept'");
    }

    private static List<String> differences() {
        var differences = CubeRows.differences(centre);
        differences.addAll(centre.texts(RowSql.MINUTE_DIFFERENCES));
        return differences;
    }

    private static long fold() throws SQLException {
        return fold(new Fold(centre.dataSource()));
    }

    /** The first run may only make partitions. */
    private static long fold(Fold fold) throws SQLException {
        long deltas = fold.run().orElseThrow().deltas();
        return deltas > 0 ? deltas : fold.run().orElseThrow().deltas();
    }

    private static Random seeded(long seed) {
        System.out.println("FoldIT seed " + seed);
        return new Random(seed);
    }

    /** Clicks of several sources over the last 200 days, as one handful. */
    private static List<TestBatch> clicks(Random random, String region, int count) {
        var batches = new ArrayList<TestBatch>();
        for (int left = count; left > 0; ) {
            int now = Math.min(left, 1 + random.nextInt(80));
            var source = new TestSource(
                    region,
                    random,
                    Instant.now()
                            .minus(Duration.ofMinutes(10 + random.nextInt(20) * 9 * 24 * 60 + random.nextInt(60))));
            for (int i = 0; i < now; i++) {
                source.later(random.nextInt(60_000)).click(click(random));
            }
            batches.add(source.batch());
            left -= now;
        }
        return batches;
    }

    private static ClickBuilder click(Random random) {
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
