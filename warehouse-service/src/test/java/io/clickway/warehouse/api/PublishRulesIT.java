package io.clickway.warehouse.api;

import static io.clickway.warehouse.api.Api.api;
import static io.clickway.warehouse.api.Api.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.agroal.api.AgroalDataSource;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.LinkShard;
import io.clickway.links.proto.WorkspaceRecord;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Campaigns and their rules on their way to the edges. */
@QuarkusTest
@QuarkusTestResource(CentreServers.class)
class PublishRulesIT {

    @Inject
    AgroalDataSource database;

    @Test
    void aCampaignIsPublishedCompleteInAShardOfItsOwnAndARuleEditLeavesTheLinksAlone() throws Exception {
        json(Map.of("slug", "published-source", "name", "Source", "template", "google", "currency", "EUR"))
                .post("/api/sources");
        json(Map.of("slug", "published-offer", "name", "Offer", "url", "https://shop.example.com/?k={keyword}"))
                .post("/api/offers")
                .then()
                .statusCode(201);
        json("""
                {"slug":"complete","name":"Complete","source":"published-source","is_sticky":true,
                "destinations":[{"url":"https://example.com/default","weight":5}]}""").post("/api/campaigns").then().statusCode(201);
        int rule = rule("complete", "Germans", "published-offer");
        int link = json(Map.of("slug", "complete-link", "campaign", "complete", "expires_at", "2030-01-01T00:00:00Z"))
                .post("/api/links")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        json("{\"passes_query\":true}").patch("/api/links/" + link).then().statusCode(200);

        int version = publish(201);

        var shards = shards();
        var campaign = campaign(shards, "complete");
        assertThat(campaign.getIsSticky()).isTrue();
        assertThat(campaign.getSource().getParametersCount()).isEqualTo(12);
        assertThat(campaign.getSource().getCurrency()).isEqualTo("EUR");
        assertThat(campaign.getDefaultsList()).singleElement().satisfies(destination -> {
            assertThat(destination.getUrl()).isEqualTo("https://example.com/default");
            assertThat(destination.getWeight()).isEqualTo(5);
        });
        assertThat(campaign.getRulesList()).singleElement().satisfies(published -> {
            assertThat(published.getRuleId()).isEqualTo(rule);
            assertThat(published.getConditions(0).getField()).isEqualTo(Field.COUNTRY);
            assertThat(published.getConditions(0).getValuesList()).containsExactly("DE");
            assertThat(published.getDestinations(0).getName()).isEqualTo("published-offer");
            assertThat(published.getDestinations(0).getUrl()).isEqualTo("https://shop.example.com/?k={keyword}");
        });
        assertThat(shards)
                .allSatisfy(shard -> assertThat(
                                List.of(shard.getLinksCount(), shard.getCampaignsCount(), shard.getWorkspacesCount())
                                        .stream()
                                        .filter(count -> count > 0))
                        .hasSize(1));
        assertThat(shards.stream()
                        .flatMap(shard -> shard.getLinksList().stream())
                        .filter(each -> each.getLinkId() == link))
                .singleElement()
                .satisfies(published -> {
                    assertThat(published.getUrl()).isEmpty();
                    assertThat(published.getRevision()).isEqualTo(1);
                    assertThat(published.getPassesQuery()).isTrue();
                    assertThat(published.getExpiresAtMs()).isEqualTo(1_893_456_000_000L);
                });
        assertThat(shards.stream().flatMap(shard -> shard.getWorkspacesList().stream()))
                .contains(WorkspaceRecord.newBuilder()
                        .setWorkspaceId(1)
                        .setVisitorDays(1)
                        .setKeepsAddress(true)
                        .build());

        assertThat(publish(200)).isEqualTo(version);
        json("{\"name\":\"Germans only\"}").patch("/api/rules/" + rule).then().statusCode(200);
        json("{}").post("/api/publish").then().statusCode(201).body("changed_shards", equalTo(1));
        json("{\"name\":\"Germans\"}").patch("/api/rules/" + rule).then().statusCode(200);
        assertThat(publish(201)).isEqualTo(version + 2);
        assertThat(campaign(shards(), "complete")).isEqualTo(campaign);

        assertThat(Sql.texts(
                        database,
                        "select config_version from campaign_versions where campaign_id = " + campaign.getCampaignId()
                                + " order by 1"))
                .containsExactly("" + version, "" + (version + 1), "" + (version + 2));
    }

    @Test
    void whatWouldNotDoWhatItSaysIsRefusedAsAWholeNamingEveryError() throws Exception {
        json("{\"slug\":\"wrong\",\"name\":\"Wrong\"}")
                .post("/api/campaigns")
                .then()
                .statusCode(201);
        json(Map.of("slug", "other-offer", "name", "Offer", "url", "https://shop.example.com/"))
                .post("/api/offers");
        json("{\"name\":\"own.example.com\"}").post("/api/domains");
        int before = publishAnything();
        int all = json("""
                        {"campaign":"wrong","name":"All","destinations":[{"url":"https://own.example.com/x"}]}""").post("/api/rules").then().statusCode(201).extract().path("id");
        int some = rule("wrong", "Some", "other-offer");
        int loop = json(Map.of("slug", "to-us", "campaign", "wrong", "url", "https://own.example.com/y"))
                .post("/api/links")
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        json("{}")
                .post("/api/publish")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("errors", hasSize(3))
                .body("errors.field", hasItem(containsString("rule 'Some'")))
                .body("errors.message", hasItem(containsString("never reached")))
                .body("errors.message", hasItem(containsString("own.example.com")))
                .body("errors.field", hasItem(containsString("link 'to-us'")));
        assertThat(Sql.texts(database, "select max(version) from config_versions"))
                .containsExactly(Integer.toString(before));
        api().get("/api/campaigns/wrong/check")
                .then()
                .statusCode(200)
                .body("is_publishable", equalTo(false))
                .body("findings", hasSize(3))
                .body("findings[0].severity", equalTo("error"));

        json("{\"rules\":[%d,%d]}".formatted(some, all)).put("/api/campaigns/wrong/rules/order");
        json("{\"destinations\":[{\"url\":\"https://example.com/\"}]}").patch("/api/rules/" + all);
        api().delete("/api/links/" + loop).then().statusCode(204);
        api().get("/api/campaigns/wrong/check")
                .then()
                .body("is_publishable", equalTo(true))
                .body("findings", hasSize(0));
        assertThat(publish(201)).isEqualTo(before + 1);
    }

    private static int rule(String campaign, String name, String offer) {
        return json("""
                        {"campaign":"%s","name":"%s","conditions":[{"field":"country","values":["DE"]}],
                        "destinations":[{"offer":"%s"}]}""".formatted(campaign, name, offer))
                .post("/api/rules")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static int publish(int status) {
        return json("{}")
                .post("/api/publish")
                .then()
                .statusCode(status)
                .extract()
                .path("version");
    }

    private static int publishAnything() {
        return json("{}")
                .post("/api/publish")
                .then()
                .statusCode(greaterThanOrEqualTo(200))
                .extract()
                .path("version");
    }

    private static CampaignRecord campaign(List<LinkShard> shards, String slug) {
        return shards.stream()
                .flatMap(shard -> shard.getCampaignsList().stream())
                .filter(campaign -> campaign.getSlug().equals(slug))
                .findFirst()
                .orElseThrow();
    }

    /** Those of the current version. */
    private List<LinkShard> shards() throws Exception {
        return Sql.texts(
                        database,
                        "select encode(bytes, 'hex') from config_shards"
                                + " where last_version = (select max(version) from config_versions)")
                .stream()
                .map(hex -> {
                    try {
                        return LinkShard.parseFrom(HexFormat.of().parseHex(hex));
                    } catch (com.google.protobuf.InvalidProtocolBufferException damaged) {
                        throw new IllegalStateException(damaged);
                    }
                })
                .toList();
    }
}
