package io.clickway.warehouse.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.CubeRows;
import io.clickway.warehouse.datapath.TestSource;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecountIT {

    private static PrivateServers servers;
    private static Centre centre;

    private final Instant yesterday =
            LocalDate.now(ZoneOffset.UTC).minusDays(1).atTime(11, 7).toInstant(ZoneOffset.UTC);
    private final LocalDate day = LocalDate.ofInstant(yesterday, ZoneOffset.UTC);

    @BeforeAll
    static void start() throws Exception {
        servers = PrivateServers.start("127.203", "eu", "postgres");
        centre = new Centre(servers).migrated();
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @BeforeEach
    void empty() {
        centre.forget();
        centre.run("truncate rollup_checks");
    }

    @Test
    void aDayCountedAnewIsTheSumOfItsRowsWhateverTheCubesTold() throws Exception {
        store(1, 200);
        fold();
        store(2, 50);
        centre.run("update clicks_by_link_15m set clicks = clicks + 3");
        centre.run("delete from clicks_by_agent_1d");
        centre.run("delete from visitors_by_country_1h");
        centre.run("update rollup_deltas set clicks = clicks + 1 where cube = 3");
        assertThat(CubeRows.differences(centre)).isNotEmpty();

        var counted = new Recount(centre.dataSource()).count(day, "tester", "to see");

        assertThat(counted.orElseThrow().cells()).isPositive();
        assertThat(CubeRows.differences(centre)).isEmpty();
        fold();
        assertThat(CubeRows.differences(centre)).isEmpty();
        assertThat(centre.texts("select state, counted_by, reason from rollup_days where day = '" + day + "'"))
                .containsExactly("counted|tester|to see");
    }

    @Test
    void storingAndFoldingGoOnWhileADayIsCounted() throws Exception {
        store(3, 100);
        var isOver = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(2)) {
            var storing = threads.submit(() -> {
                for (int i = 0; i < 20; i++) {
                    store(100 + i, 20);
                }
                isOver.set(true);
                return "stored";
            });
            var folding = threads.submit(() -> {
                while (!isOver.get()) {
                    new Fold(centre.dataSource()).run();
                }
                return "folded";
            });
            while (!isOver.get()) {
                new Recount(centre.dataSource()).count(day, "tester", "again and again");
            }
            storing.get();
            folding.get();
        }
        fold();
        assertThat(CubeRows.differences(centre)).isEmpty();
    }

    @Test
    void lackingDaysAreCountedOneByOneAndADayWithoutClicksStaysAsItIs() throws Exception {
        store(4, 100);
        centre.run("truncate rollup_deltas");
        centre.run("insert into rollup_days (day, state) values ('" + day + "', 'lacking'), ('2020-01-01', 'lacking')");
        var recount = new Recount(centre.dataSource());

        assertThat(recount.countNewestLacking().orElseThrow().day()).isEqualTo(day);
        assertThat(recount.countNewestLacking()).isEmpty();
        assertThat(recount.count(LocalDate.of(2020, 1, 1), "tester", "gone")).isEmpty();
        assertThat(CubeRows.differences(centre)).isEmpty();
    }

    @Test
    void checkingFindsNothingWhereNothingIsWrong() throws Exception {
        store(5, 300);
        fold();
        store(6, 50);

        var checked = check();

        assertThat(checked.details()).isEmpty();
        assertThat(checked.drifted()).isZero();
        assertThat(checked.cells()).isPositive();
        assertThat(centre.texts("select drifted from rollup_checks")).containsExactly("0");
    }

    @ParameterizedTest
    @EnumSource(
            value = Cube.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PLACEMENT", "CAMPAIGN_VISITORS", "COUNTRY_VISITORS", "TOTAL_VISITORS", "ALL_VISITORS"})
    void checkingFindsOneClickTooManyInAnySpan(Cube cube) throws Exception {
        store(7, 300);
        fold();
        for (var span : cube.spans()) {
            var damage = "update " + cube.table(span) + " set clicks = clicks %s 1";
            centre.run(damage.formatted("+"));

            var checked = check();

            assertThat(checked.drifted()).as("%s", cube.table(span)).isPositive();
            // A bucket of another hour sees it in the sums of the day only.
            assertThat(checked.details().getFirst()).startsWith(cube.table(span).substring(0, 12));
            centre.run(damage.formatted("-"));
        }
        assertThat(check().drifted()).isZero();
    }

    @Test
    void checkingFindsAVisitorTooMany() throws Exception {
        store(8, 300);
        fold();
        centre.run("update visitors_by_campaign_1h set visitors = hll_add(visitors, 77::bigint::hll_hashval)");

        assertThat(check().details().getFirst()).startsWith("visitors_by_campaign_1");
    }

    private DriftCheck.Checked check() throws Exception {
        var told = new ArrayList<DriftCheck.Checked>();
        var checked = new DriftCheck(centre.dataSource(), told::add).run(8).orElseThrow();
        assertThat(told).containsExactly(checked);
        return checked;
    }

    private static void fold() throws Exception {
        new Fold(centre.dataSource()).run();
        new Fold(centre.dataSource()).run();
    }

    /** All within one hour of yesterday. */
    private void store(long seed, int count) throws Exception {
        var random = new Random(seed);
        var source = new TestSource("eu", random, yesterday);
        for (int i = 0; i < count; i++) {
            source.later(random.nextInt((int) Duration.ofSeconds(8).toMillis())).click(RandomClicks.click(random));
        }
        centre.store(List.of(source.batch()));
    }
}
