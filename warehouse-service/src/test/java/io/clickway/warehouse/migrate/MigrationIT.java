package io.clickway.warehouse.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.rollup.Cube;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every migration after version 050, whichever there are, on a database with clicks of five days, while the version before
 * ingests and reports hold their locks for seconds.
 */
class MigrationIT {

    /** Less than reports and a bad migration hold their locks; beyond what a busy machine makes of half a second. */
    private static final long LONGEST_GAP_MILLIS = 3_000;

    private PrivateServers servers;
    private Centre centre;

    @BeforeEach
    void startPostgres() {
        servers = PrivateServers.start("127.75", "eu", "postgres");
        centre = new Centre(servers);
    }

    @AfterEach
    void stopPostgres() {
        servers.close();
    }

    @Test
    void noMigrationHoldsIngestionUpAsLongAsAReportAndEveryClickStaysReadable() throws Exception {
        migrations(OldDatabase.VERSION, Duration.ofMinutes(1)).apply();
        var old = new OldDatabase(centre);
        old.fill();
        var columns = old.columns();
        var seen = old.seen(columns);
        var gaps = new ArrayList<String>();

        try (var ingestion = OldIngestion.start(centre.dataSource());
                var reports = LongReports.start(centre.dataSource(), 4)) {
            awaitCommits(ingestion, 50);
            for (var migration : pending()) {
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(reports::holdsLocks);
                gaps.add(apply(migration, ingestion));
            }
            gaps.forEach(System.out::println);
            assertThat(ingestion.failures()).isEmpty();
        }

        assertThat(pending()).isEmpty();
        assertThat(gaps).hasSizeGreaterThan(3).noneMatch(told -> told.startsWith("TOO LONG"));
        assertThat(old.seen(columns)).isEqualTo(seen);
        assertThatCountsAgree();
        storeByThisBuild();
    }

    @Test
    void instancesThatStartAtOnceAllFindTheSchemaUpToDate() throws Exception {
        try (var instances = Executors.newFixedThreadPool(4)) {
            Callable<Migrations.Applied> instance =
                    () -> migrations("latest", Duration.ofMinutes(2)).apply();
            for (var applied : instances.invokeAll(List.of(instance, instance, instance, instance))) {
                assertThat(applied.get().gaveWay()).isZero();
            }
        }
        assertThat(pending()).isEmpty();
    }

    @Test
    void aMigrationThatNeverGetsItsLockIsRefusedByNameWithWhoHeldIt() throws SQLException {
        migrations(OldDatabase.VERSION, Duration.ofMinutes(1)).apply();
        new OldDatabase(centre).fill();

        try (var report = centre.dataSource().getConnection();
                var statement = report.createStatement()) {
            report.setClientInfo("ApplicationName", "a-long-report");
            report.setAutoCommit(false);
            statement.execute("select count(*) from clicks");
            assertThatThrownBy(() -> migrations("061", Duration.ofSeconds(1)).apply())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Migration V061")
                    .hasMessageContaining("a-long-report")
                    .hasMessageContaining("pg_terminate_backend(");
            report.rollback();
        }

        assertThat(migrations("061", Duration.ofSeconds(30)).apply().migrations())
                .isEqualTo(1);
    }

    @Test
    void aMigrationThatWorksTooLongUnderItsLockIsCancelledAndIngestionGoesOn() throws Exception {
        migrations(OldDatabase.VERSION, Duration.ofMinutes(1)).apply();
        new OldDatabase(centre).fill();

        try (var ingestion = OldIngestion.start(centre.dataSource())) {
            awaitCommits(ingestion, 20);
            long began = System.nanoTime();
            var wanted = wanted("latest").locations("classpath:db/too-long").ignoreMigrationPatterns("*:*");
            assertThatThrownBy(() -> new Migrations(wanted, login(), pace(Duration.ofSeconds(6))).apply())
                    .hasMessageContaining("Migration V900")
                    .hasMessageContaining("Others waited for it");
            awaitCommits(ingestion, ingestion.count() + 5);
            long gap = ingestion.longestGapMillis(began, System.nanoTime());
            System.out.println("longest gap beside a migration that works 10 s under its lock: " + gap + " ms");
            assertThat(gap).isLessThan(LONGEST_GAP_MILLIS);
        }
    }

    private String apply(MigrationInfo migration, OldIngestion ingestion) {
        awaitCommits(ingestion, ingestion.count() + 10);
        long began = System.nanoTime();
        var applied = migrations(migration.getVersion().getVersion(), Duration.ofMinutes(4))
                .apply();
        long ended = System.nanoTime();
        awaitCommits(ingestion, ingestion.count() + 3);
        long gap = ingestion.longestGapMillis(began, ended);
        return (gap < LONGEST_GAP_MILLIS ? "" : "TOO LONG: ") + "V" + migration.getVersion() + " "
                + migration.getDescription() + ": longest gap between commits " + gap + " ms, took "
                + (ended - began) / 1_000_000 + " ms, gave way " + applied.gaveWay() + " times";
    }

    /** Two regions and two verdicts, of which one is a bot's, make four cells of the cubes that are split, and one of those that aren't. */
    @Test
    void cubesOfAllClicksAreFilledFromThoseThatAreSplit() throws SQLException {
        migrations("84", Duration.ofMinutes(1)).apply();
        centre.run("insert into rollup_months (span, month) values ('15m', '2026-10-01'), ('1h', '2026-10-01')");
        var spansOf = Map.of(
                "clicks_total",
                List.of("15m", "1h", "1d", "1mo"),
                "visitors_total",
                List.of("1h", "1d"),
                "visitors_by_country",
                List.of("1h", "1d"));
        var keysOf = Map.of(
                "clicks_total", "",
                "clicks_by_link", ", campaign_id, link_id, traffic_source_id",
                "clicks_by_country", ", country, device",
                "clicks_by_campaign", ", campaign_id",
                "clicks_by_browser", ", device, os, browser",
                "costs_by_campaign", ", campaign_id, currency, cost_micros",
                "visitors_by_country", ", country",
                "visitors_total", "");
        for (var cube : keysOf.entrySet()) {
            for (var span : spansOf.getOrDefault(cube.getKey(), List.of("1h", "1d", "1mo"))) {
                var table = cube.getKey() + "_" + span;
                if (span.equals("15m") || span.equals("1h")) {
                    centre.run("create table " + table + "_p202610 partition of " + table
                            + " for values from ('2026-10-01T00:00Z') to ('2026-11-01T00:00Z')");
                }
                var measure = cube.getKey().startsWith("visitors") ? "visitors" : "clicks";
                centre.run("insert into " + table + " (bucket_at, workspace_id, verdict, region, " + measure
                        + cube.getValue()
                        + ") select '2026-10-01T00:00Z', 1, verdict, region, "
                        + (measure.equals("clicks")
                                ? "10 * verdict"
                                : "hll_add(hll_empty(14, 5, -1, 1), hll_hash_integer(verdict))")
                        + ", 7".repeat((int) cube.getValue()
                                .chars()
                                .filter(each -> each == ',')
                                .count())
                        + " from unnest(array[1, 2]) as verdict, unnest(array['eu', 'us']) as region");
            }
        }

        migrations("latest", Duration.ofMinutes(1)).apply();

        for (var cube : Cube.values()) {
            for (var span : cube.spans()) {
                if (!cube.isSplit()) {
                    assertThat(centre.texts("select %s from %s where bucket_at = '2026-10-01T00:00Z'"
                                    .formatted(
                                            switch (cube.measure()) {
                                                case CLICKS -> "clicks, bots";
                                                case COST -> "clicks, cost_micros";
                                                case VISITORS -> "count_visitors(visitors)";
                                            },
                                            cube.table(span))))
                            .as(cube.table(span))
                            .containsExactly(
                                    switch (cube.measure()) {
                                        case CLICKS -> "60|40";
                                        case COST -> "60|28";
                                        case VISITORS -> "2";
                                    });
                }
            }
        }
        assertThat(centre.texts("select state, cubes from rollup_months")).containsExactly("kept|21", "kept|21");
        assertThat(centre.number("select sketch_log2m()"))
                .as("size of the sketches that are there already")
                .isEqualTo(14);
    }

    private static void awaitCommits(OldIngestion ingestion, int count) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> ingestion.count() >= count);
    }

    private void assertThatCountsAgree() {
        var clicks = centre.number("select count(*) from clicks");
        assertThat(clicks).isGreaterThan(OldDatabase.CLICKS);
        assertThat(centre.number("select count(*) from reporting.clicks")).isEqualTo(clicks);
        assertThat(centre.number("select sum(stored_clicks) from edge_ledger")).isEqualTo(clicks);
        assertThat(centre.number("select sum(clicks) from clicks_15m")).isEqualTo(clicks);
    }

    private void storeByThisBuild() throws SQLException {
        var before = centre.number("select count(*) from clicks");
        var source = new TestSource("eu", new Random(1), Instant.now().minusSeconds(30)).clicks(100);

        assertThat(centre.store(source.batches(40)).clicks()).isEqualTo(100);

        assertThat(centre.number("select count(*) from reporting.clicks")).isEqualTo(before + 100);
        assertThat(centre.number("select count(*) from reporting.clicks where sub1 like '%-%'"))
                .isEqualTo(100);
    }

    private List<MigrationInfo> pending() {
        var flyway = wanted("latest").dataSource(centre.dataSource()).load();
        return Arrays.asList(flyway.info().pending());
    }

    private Migrations migrations(String target, Duration patience) {
        return new Migrations(wanted(target), login(), pace(patience));
    }

    private static FluentConfiguration wanted(String target) {
        return Flyway.configure().outOfOrder(true).target(target);
    }

    private static Pace pace(Duration patience) {
        return new Pace(Duration.ofMillis(200), Duration.ofMillis(500), patience);
    }

    private Migrations.Login login() {
        return new Migrations.Login(
                servers.get("postgres.url"), servers.get("postgres.username"), servers.get("postgres.password"));
    }
}
