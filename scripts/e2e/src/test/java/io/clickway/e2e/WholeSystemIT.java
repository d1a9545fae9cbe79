package io.clickway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.e2e.accounting.Accounting;
import io.clickway.e2e.accounting.Books;
import io.clickway.e2e.accounting.Countries;
import io.clickway.e2e.accounting.Drain;
import io.clickway.e2e.load.ClickGenerator;
import io.clickway.e2e.load.Visit;
import io.clickway.e2e.run.Live;
import io.clickway.e2e.scenario.Stage;
import io.clickway.e2e.system.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Two regions, three parts killed or terminated under load, and the books afterwards. */
class WholeSystemIT {

    /** {@code -De2e.clicks=20000 -De2e.rate=2000} sends more. */
    private static final int CLICKS = Integer.getInteger("e2e.clicks", 5_000);

    private static final int PER_SECOND = Integer.getInteger("e2e.rate", 250);
    private static final Duration DRAIN = Duration.ofMinutes(4);

    @Test
    void everyAnsweredClickIsStoredOnceWhileEveryPartIsRestarted() throws Exception {
        var system = LocalSystem.start("127.70");
        List<Long> pids;
        try (system) {
            Live.publishLinks(system);

            try (var clicks = new ClickGenerator("e2e", Stage.edges(system))) {
                clicks.start(16, PER_SECOND);
                awaitAnswered(clicks, CLICKS / 10);

                system.kill9("forwarder-eu");
                system.up();
                awaitAnswered(clicks, CLICKS * 3 / 10);

                system.kill9("edge-us");
                system.up();
                awaitAnswered(clicks, CLICKS / 2);

                system.kill9("warehouse");
                system.up();
                awaitAnswered(clicks, CLICKS * 7 / 10);

                system.terminate("warehouse");
                system.terminate("edge-eu");
                system.terminate("forwarder-us");
                system.up();
                awaitAnswered(clicks, CLICKS);
                clicks.stop();

                assertThat(new Drain(system).await(DRAIN, true).stuck())
                        .as("what still lies somewhere")
                        .isEmpty();
                verify(system, clicks);
            }
            pids = system.pids();
        }
        assertThat(pids)
                .as("processes that outlive down --wipe")
                .noneMatch(
                        pid -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
        assertThat(Files.exists(system.home()))
                .as("files that outlive down --wipe")
                .isFalse();
    }

    private static void verify(LocalSystem system, ClickGenerator clicks) throws SQLException, IOException {
        try (var database = system.database();
                var countries = new Countries(system.home().resolve("data/geo/country.mmdb"))) {
            var accounting = Accounting.of(clicks, database, countries, Set.of());
            System.out.println(accounting);

            assertThat(clicks.wrong())
                    .as("answers that are not the link's redirect")
                    .isEmpty();
            assertThat(accounting.faults()).as("what may never be").isEmpty();
            assertThat(accounting.stored()).isGreaterThanOrEqualTo(CLICKS);
            assertThat(Books.audit(system)).as("differences in the books").isEmpty();
            assertThat(Books.minutes(database)).as("minutes off").isEmpty();

            assertThat(number(database, """
                            select coalesce(sum(clicks), 0)
                            from (
                                select clicks from clicks_total_1d
                                union all
                                select clicks from rollup_deltas where cube = 1) as base_and_deltas
                            """)).as("sum of the rollup").isEqualTo(accounting.stored());
            assertThat(quarantined(database)).as("quarantined").isEmpty();
            assertThat(reported(system)).as("clicks in the report").isEqualTo(accounting.stored());
        }
        for (var part : system.parts()) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(ListedMetrics.differences(part))
                            .as("docs/metrics.md")
                            .isEmpty());
        }
        var someClick = clicks.answered().entrySet().iterator().next();
        var event = system.get("/api/events/" + someClick.getValue());
        assertThat(event.toString()).contains(new Visit("e2e", someClick.getKey()).sub1());
    }

    private static long reported(LocalSystem system) {
        var rows = system.get("/api/report?by=country,region,link,hour&measures=clicks&limit=10000")
                .get("rows");
        return StreamSupport.stream(rows.spliterator(), false)
                .mapToLong(row -> row.get(row.size() - 1).asLong())
                .sum();
    }

    /** What each thing is and why it lies there, so that a failure tells its cause. */
    private static List<String> quarantined(Connection database) throws SQLException {
        var things = new ArrayList<String>();
        try (var statement = database.prepareStatement("select to_jsonb(q) - 'bytes' from quarantine q");
                var row = statement.executeQuery()) {
            while (row.next()) {
                things.add(row.getString(1));
            }
        }
        return things;
    }

    private static long number(Connection database, String query) throws SQLException {
        try (var statement = database.prepareStatement(query);
                var row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void awaitAnswered(ClickGenerator clicks, int count) {
        await(count + " answered clicks")
                .atMost(Duration.ofMinutes(3))
                .until(() -> clicks.answered().size() >= count);
    }
}
