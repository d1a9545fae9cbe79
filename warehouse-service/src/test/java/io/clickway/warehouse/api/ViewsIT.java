package io.clickway.warehouse.api;

import static io.clickway.warehouse.api.Api.api;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

import io.clickway.warehouse.datapath.Centre;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(CentreServers.class)
class ViewsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Centre centre = new Centre(CentreServers.servers());

    @TestHTTPResource(value = "/metrics", management = true)
    @Nullable
    URI metrics;

    @Test
    void tellsHowOldEachViewIsAndWhatItsRefreshTook() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> api().get("/api/views")
                        .then()
                        .statusCode(200)
                        .body("views", hasSize(4))
                        .body("views.name", hasItems("top_links", "country_device_hours", "placements", "visitors"))
                        .body("views.relation", hasItems("reporting.top_links"))
                        .body(
                                "views.findAll { it.refreshed_at != null && it.age_seconds >= 0 && it.bytes > 0 }",
                                hasSize(4))
                        .body("views.find { it.name == 'visitors' }.every_seconds", equalTo(600f))
                        .body("views.find { it.name == 'country_device_hours' }.every_seconds", equalTo(3600f)));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(scraped()).contains("warehouse_view_age_seconds{view=\"visitors\""));
    }

    @Test
    void refreshesOutOfTurnAndAFailureKeepsTheDataAndRaisesAFaultUntilItIsMended() throws Exception {
        centre.run("truncate visitors_by_campaign_1d");
        centre.run("insert into visitors_by_campaign_1d values (date_trunc('day', now(), 'UTC'), 1, 3, 1, 'eu',"
                + " hll_add(hll_empty(sketch_log2m(), 5, -1, 1), hll_hash_bigint(7)))");
        refreshed();
        var sum = "select grain, sum(visitors) from reporting.visitors group by 1 order by 1";
        assertThat(centre.texts(sum)).containsExactly("day|2", "month|2", "week|2");

        // The view is refreshed with the rights of its owner, who may take them from himself.
        centre.run("revoke select on visitors_by_campaign_1d from current_user");
        try {
            api().post("/api/views/visitors/refresh").then().statusCode(202).body("is_asked", equalTo(true));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> api().get("/api/views")
                            .then()
                            .body("views.find { it.name == 'visitors' }.failure", containsString("SQLSTATE 42501")));
            assertThat(centre.texts(sum)).containsExactly("day|2", "month|2", "week|2");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(openFaults()).isEqualTo(1));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(scraped())
                            .contains("warehouse_view_refresh_failed_total{view=\"visitors\"} 1.0"));
        } finally {
            centre.run("grant select on visitors_by_campaign_1d to current_user");
        }

        refreshed();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(openFaults()).isZero());
        api().get("/api/views").then().body("views.find { it.name == 'visitors' }.failure", equalTo(null));
    }

    @Test
    void refusesAViewThatDoesNotExistAndAKeyThatIsNoOperators() {
        api().post("/api/views/bottom_links/refresh")
                .then()
                .statusCode(404)
                .body("detail", containsString("top_links, country_device_hours, placements, visitors"));
        RestAssured.given().get("/api/views").then().statusCode(401);
    }

    private static void refreshed() {
        api().post("/api/views/visitors/refresh").then().statusCode(202);
        await().atMost(PATIENCE)
                .untilAsserted(() -> api().get("/api/views")
                        .then()
                        .body("views.find { it.name == 'visitors' }.is_asked", equalTo(false))
                        .body("views.find { it.name == 'visitors' }.failure", equalTo(null)));
    }

    private long openFaults() {
        return centre.number("select count(*) from faults where kind = 'view-refresh-failed' and healed_at is null");
    }

    private String scraped() {
        return RestAssured.given()
                .get(Objects.requireNonNull(metrics))
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }
}
