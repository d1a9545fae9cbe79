package io.clickway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Two regions, three parts killed or terminated under load, and the books afterwards. */
class WholeSystemIT {

    /** {@code -De2e.clicks=20000 -De2e.rate=0} sends more, as fast as it goes. */
    private static final int CLICKS = Integer.getInteger("e2e.clicks", 5_000);

    private static final int PER_SECOND = Integer.getInteger("e2e.rate", 250);
    private static final Duration DRAIN = Duration.ofSeconds(90);

    @Test
    void everyAnsweredClickIsStoredOnceWhileEveryPartIsRestarted() throws Exception {
        var system = LocalSystem.start("127.70");
        List<Long> pids;
        try (system) {
            system.post("/api/campaigns", Map.of("name", "End to end", "slug", "e2e"), 201);
            system.post(
                    "/api/links",
                    Map.of(
                            "slug",
                            "go",
                            "campaign",
                            "e2e",
                            "url",
                            "https://shop.example/landing?cid={click_id}&s={sub1}"),
                    201);
            system.post("/api/publish", Map.of(), 200, 201);
            awaitLiveOnEveryEdge(system);

            try (var clicks = new ClickGenerator("e2e", "go", List.of(system.edge("eu"), system.edge("us")))) {
                var load = clicks.start(16, PER_SECOND);
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
                load.join();

                awaitComplete(system, Instant.now());
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

    private static void verify(LocalSystem system, ClickGenerator clicks) throws SQLException {
        try (var database = system.database()) {
            var accounting = Accounting.of(clicks, database);
            System.out.println(
                    clicks.attempted.size() + " attempted, " + clicks.answered.size() + " answered, " + accounting);

            assertThat(clicks.anomalies)
                    .as("answers that are not the link's redirect")
                    .isEmpty();
            assertThat(accounting.lost()).as("lost").isEmpty();
            assertThat(accounting.unexpected()).as("unexpected").isEmpty();
            assertThat(accounting.duplicated()).as("duplicated").isEmpty();
            assertThat(accounting.otherId()).as("stored under another id").isEmpty();
            assertThat(accounting.stored()).isGreaterThanOrEqualTo(CLICKS);

            assertThat(number(database, "select coalesce(sum(clicks), 0) from clicks_15m"))
                    .as("sum of the rollup")
                    .isEqualTo(accounting.stored());
            assertThat(number(database, "select count(*) from quarantine"))
                    .as("quarantined")
                    .isZero();
            assertThat(reported(system)).as("clicks in the report").isEqualTo(accounting.stored());
        }
        var someClick = clicks.answered.entrySet().iterator().next();
        var event = system.get("/api/events/" + someClick.getValue());
        assertThat(event.toString()).contains(someClick.getKey());
    }

    private static long reported(LocalSystem system) {
        var rows = system.get("/api/report?by=country,region,link,hour&measures=clicks&limit=10000")
                .get("rows");
        return StreamSupport.stream(rows.spliterator(), false)
                .mapToLong(row -> row.get(row.size() - 1).asLong())
                .sum();
    }

    private static long number(Connection database, String query) throws SQLException {
        try (var statement = database.prepareStatement(query);
                var row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void awaitLiveOnEveryEdge(LocalSystem system) {
        await("the link on both edges").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            var status = system.get("/api/config/status");
            var edges = status.get("edges");
            assertThat(edges.size()).isEqualTo(2);
            assertThat(edges)
                    .allMatch(edge -> edge.get("version").asLong()
                            == status.get("version").asLong());
        });
    }

    private static void awaitAnswered(ClickGenerator clicks, int count) {
        await(count + " answered clicks").atMost(Duration.ofMinutes(3)).until(() -> clicks.answered.size() >= count);
    }

    /** Both regions are complete to beyond the last click, with nothing missing. */
    private static void awaitComplete(LocalSystem system, Instant lastClick) {
        await("complete books").atMost(DRAIN).ignoreExceptions().untilAsserted(() -> {
            var completeness = system.get("/api/report?measures=clicks").get("completeness");
            assertThat(completeness.size()).isEqualTo(2);
            for (JsonNode region : completeness) {
                assertThat(region.get("missing").asLong())
                        .as("missing in %s", region)
                        .isZero();
                assertThat(OffsetDateTime.parse(region.get("complete_to").asText())
                                .toInstant())
                        .as("complete_to of %s", region)
                        .isAfter(lastClick);
            }
        });
    }
}
