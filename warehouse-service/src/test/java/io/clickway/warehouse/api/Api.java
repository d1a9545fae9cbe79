package io.clickway.warehouse.api;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import java.util.Map;

/** Requests with the operator's key. */
final class Api {

    private Api() {}

    static RequestSpecification api() {
        return given().header("Authorization", "Bearer " + CentreServers.KEY);
    }

    static RequestSpecification json(Object body) {
        return api().contentType("application/json").body(body);
    }

    /** Creates the campaign unless it exists. */
    static void campaign(String slug) {
        json(Map.of("slug", slug, "name", "Campaign " + slug)).post("/api/campaigns");
    }

    /** The id of the new link. */
    static int link(String slug, String campaign) {
        return json(Map.of("slug", slug, "campaign", campaign, "url", "https://example.com/" + slug))
                .post("/api/links")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }
}
