package io.clickway.warehouse.api;

import static io.clickway.warehouse.api.Api.api;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(CentreServers.class)
class PartitionsIT {

    @Test
    void listsTheDaysOfATableNewestFirst() {
        api().get("/api/partitions?table=clicks&limit=3")
                .then()
                .statusCode(200)
                .body("items", hasSize(3))
                .body("items.table", everyItem(equalTo("clicks")))
                .body("items.state", everyItem(equalTo("open")))
                .body("items[0].bytes", greaterThan(0))
                .body("items[0].tablespace", equalTo("pg_default"))
                .body("items[0].created_at", notNullValue())
                .body("items[0].frozen_at", nullValue())
                .body("total", greaterThan(3));
    }

    @Test
    void namesTheTablesWhenAskedForAnother() {
        api().get("/api/partitions?table=secrets")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors[0].field", equalTo("table"))
                .body("errors[0].message", containsString("watermarks"));
    }

    @Test
    void needsAKey() {
        given().get("/api/partitions").then().statusCode(401);
    }
}
