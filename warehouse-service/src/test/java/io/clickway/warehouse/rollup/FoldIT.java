package io.clickway.warehouse.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.CubeRows;
import io.clickway.warehouse.datapath.RowSql;
import io.clickway.warehouse.datapath.TestSource;
import java.sql.SQLException;
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
        centre.store(RandomClicks.clicks(random, "eu", 400));
        centre.store(RandomClicks.clicks(random, "us", 400));
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
            centre.store(RandomClicks.clicks(random, "eu", 300));
            fold();
            centre.store(RandomClicks.clicks(random, "eu", 100));
            assertThat(differences()).as("round %d", round).isEmpty();
        }
    }

    @Test
    void aBacklogIsFoldedAFewPagesAtATime() throws Exception {
        var random = seeded(3);
        var transactions = new AtomicInteger();

        fold();
        for (int i = 0; i < 4; i++) {
            centre.store(RandomClicks.clicks(random, "eu", 300));
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
        centre.store(RandomClicks.clicks(random, "eu", 300));

        var dying = new Fold(centre.dataSource(), 8_192, step -> {
            if (step == where) {
                throw new IllegalStateException("killed");
            }
        });
        assertThatThrownBy(() -> fold(dying)).hasMessage("killed");

        assertThat(differences()).isEmpty();
        centre.store(RandomClicks.clicks(random, "eu", 100));
        fold();
        assertThat(differences()).isEmpty();
    }

    @Test
    void severalInstancesStoreAndFoldAtOnceAndEachReaderSeesEveryClickOnce() throws Exception {
        var seeds = seeded(5);
        // A partition of clicks that is attached meanwhile is not seen by statements planned before.
        centre.partitions()
                .ensure(LocalDate.now(ZoneOffset.UTC)
                        .minusDays(62)
                        .datesUntil(LocalDate.now(ZoneOffset.UTC).plusDays(1))
                        .toList());
        var isOver = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(6)) {
            var storing = new ArrayList<Callable<Object>>();
            for (var region : List.of("eu", "us", "ap")) {
                var random = new Random(seeds.nextLong());
                storing.add(() -> {
                    for (int i = 0; i < 15; i++) {
                        centre.store(RandomClicks.clicks(random, region, 60));
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
        assertThat(centre.number("select sum(clicks) from clicks_total_1d")).isEqualTo(2_700);
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
}
