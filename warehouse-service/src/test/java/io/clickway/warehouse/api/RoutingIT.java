package io.clickway.warehouse.api;

import static io.clickway.warehouse.api.Api.api;
import static io.clickway.warehouse.api.Api.campaign;
import static io.clickway.warehouse.api.Api.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sources, offers, landers, rules, and what campaigns and links say of them. */
@QuarkusTest
@QuarkusTestResource(CentreServers.class)
class RoutingIT {

    private static final String PROBLEM = "application/problem+json";

    @Inject
    AgroalDataSource database;

    @BeforeEach
    void haveACampaignAnOfferAndALander() {
        campaign("routing");
        json(Map.of("slug", "shoes", "name", "Shoes", "url", "https://shop.example.com/?c={click_id}"))
                .post("/api/offers");
        json(Map.of("slug", "story", "name", "Story", "url", "https://pages.example.com/"))
                .post("/api/landers");
    }

    @Test
    void anOfferIsCreatedChangedAndArchived() {
        var created = json("""
                        {"slug":"hats","name":"Hats","url":"https://hats.example.com/","payout":12.50,"currency":"EUR"}""")
                .post("/api/offers")
                .then()
                .statusCode(201)
                .header("ETag", "\"0\"")
                .body("payout", equalTo(12.5f))
                .extract();
        int id = created.path("id");
        json(Map.of("slug", "hats", "name", "Hats", "url", "https://hats.example.com/"))
                .post("/api/offers")
                .then()
                .statusCode(409)
                .body("errors[0].field", equalTo("slug"));
        json("{\"name\":\"Hats and caps\"}")
                .header("If-Match", "\"0\"")
                .patch("/api/offers/hats")
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("payout", equalTo(12.5f));
        json("{\"name\":\"Hats and caps\"}").patch("/api/offers/" + id).then().header("ETag", "\"1\"");
        json("{\"payout\":null}")
                .patch("/api/offers/hats")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("payout"));
        api().get("/api/offers?slug=hats").then().body("items", hasSize(1));
        api().delete("/api/offers/hats").then().statusCode(204);
        api().get("/api/offers/" + id).then().statusCode(404);
    }

    @Test
    void aRuleIsCreatedChangedPutInOrderAndArchived() {
        campaign("ordered");
        int first =
                rule("ordered", "First", "{\"offer\":\"shoes\",\"weight\":70},{\"lander\":\"story\",\"weight\":30}");
        int second = rule("ordered", "Second", "{\"url\":\"https://example.com/second\"}");
        api().get("/api/rules/" + first)
                .then()
                .statusCode(200)
                .body("campaign", equalTo("ordered"))
                .body("position", equalTo(10))
                .body("is_enabled", equalTo(true))
                .body("is_forced", equalTo(false))
                .body("is_sticky", equalTo(false))
                .body("conditions[0].field", equalTo("country"))
                .body("destinations[0].offer", equalTo("shoes"))
                .body("destinations[1].lander", equalTo("story"))
                .body("destinations[1].weight", equalTo(30));
        json("{\"is_enabled\":false,\"conditions\":[]}")
                .header("If-Match", "\"0\"")
                .patch("/api/rules/" + second)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("is_enabled", equalTo(false))
                .body("conditions", hasSize(0))
                .body("position", equalTo(20));
        json("{\"rules\":[%d,%d]}".formatted(second, first))
                .put("/api/campaigns/ordered/rules/order")
                .then()
                .statusCode(200)
                .body("id", contains(second, first));
        json("{\"is_forced\":true}").patch("/api/rules/" + first).then().statusCode(200);
        api().get("/api/rules?campaign=ordered").then().body("items.id", contains(first, second));
        json("{\"rules\":[%d]}".formatted(second))
                .put("/api/campaigns/ordered/rules/order")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors[0].field", equalTo("rules"));
        for (var taken : List.of("name\":\"SECOND\"", "position\":10,\"is_forced\":false")) {
            json("{\"" + taken + "}").patch("/api/rules/" + first).then().statusCode(409);
        }
        json("{\"campaign\":\"routing\"}")
                .patch("/api/rules/" + first)
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("campaign"));
        api().delete("/api/rules/" + first).then().statusCode(204);
        api().get("/api/rules/" + first).then().statusCode(404);
    }

    @Test
    void aDestinationKeepsItsNumberAsLongAsItLeadsToTheSamePlace() throws Exception {
        int rule = rule(
                "routing",
                "Numbered",
                "{\"offer\":\"shoes\",\"weight\":1},{\"url\":\"https://example.com/a\",\"weight\":1}");
        var before = numbers(rule);

        json("{\"destinations\":[{\"url\":\"https://example.com/b\"},{\"offer\":\"shoes\",\"weight\":9}]}")
                .patch("/api/rules/" + rule)
                .then()
                .statusCode(200)
                .body("destinations[1].weight", equalTo(9));

        var after = numbers(rule);
        assertThat(after).hasSize(2);
        assertThat(after.get(1)).isEqualTo(before.get(0));
        assertThat(after.get(0)).isGreaterThan(before.get(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conditions | [{\"values\":[\"DE\"]}] | conditions[0].field",
                "conditions | [{\"field\":\"planet\",\"values\":[\"DE\"]}] | conditions[0].field",
                "conditions | [{\"field\":\"parameter\",\"name\":\"a\",\"match\":\"like\",\"values\":[\"b\"]}] | conditions[0].match",
                "conditions | [{\"field\":\"city\",\"values\":[null]}] | conditions[0].values[0]",
                "conditions | [{\"field\":\"os\",\"values\":[\"iOS\"]},{\"field\":\"country\",\"values\":[\"DE\",\"Germany\"]}] | conditions[1].values[1]",
                "conditions | [{\"field\":\"time\",\"values\":[\"mon 09:00-17:00\"],\"zone\":\"Berlin\"}] | conditions[0]",
                "conditions | [{\"field\":\"country\",\"name\":\"a\",\"values\":[\"DE\"]}] | conditions[0]",
                "conditions | [{\"field\":\"country\"}] | conditions[0]",
                "destinations | [{\"url\":\"https://example.com/?k={keyword}\"}] | destinations[0].url",
                "destinations | [] | destinations",
                "destinations | [{\"weight\":1}] | destinations[0]",
                "destinations | [{\"offer\":\"shoes\",\"url\":\"https://example.com/\"}] | destinations[0]",
                "destinations | [{\"offer\":\"nowhere\"}] | destinations[0].offer",
                "destinations | [{\"lander\":\"nowhere\"}] | destinations[0].lander",
                "destinations | [{\"url\":\"javascript:alert(1)\"}] | destinations[0].url",
                "destinations | [{\"offer\":\"shoes\",\"weight\":1000001}] | destinations[0].weight",
                "destinations | [{\"offer\":\"shoes\"},{\"offer\":\"shoes\"}] | destinations[1]",
                "position | -1 | position",
                "name | \" \" | name",
                "campaign | \"nowhere\" | campaign",
            })
    void aRuleThatIsWrongByItselfIsRefusedAtOnceNamingThePlace(String field, String value, String named) {
        var fields = new HashMap<>(
                Map.of("campaign", "\"routing\"", "name", "\"Wrong\"", "destinations", "[{\"offer\":\"shoes\"}]"));
        fields.put(field, value);
        json(fields.entrySet().stream()
                        .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
                        .collect(Collectors.joining(",", "{", "}")))
                .post("/api/rules")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors[0].field", equalTo(named));
    }

    @Test
    void whatIsInUseStaysAndTheProblemNamesWhoUsesIt() {
        json(Map.of("slug", "used", "name", "Used", "url", "https://used.example.com/"))
                .post("/api/offers");
        json(Map.of("slug", "bought", "name", "Bought")).post("/api/sources");
        json("{\"slug\":\"user\",\"name\":\"User\",\"source\":\"bought\",\"destinations\":[{\"offer\":\"used\"}]}")
                .post("/api/campaigns")
                .then()
                .statusCode(201)
                .body("source", equalTo("bought"))
                .body("destinations[0].offer", equalTo("used"))
                .body("destinations[0].weight", equalTo(1));
        int rule = rule("routing", "Uses it", "{\"offer\":\"used\"}");

        api().delete("/api/offers/used")
                .then()
                .statusCode(409)
                .body("detail", containsString("rule " + rule + " (Uses it) of campaign routing"))
                .body("detail", containsString("the defaults of campaign user"));
        api().delete("/api/sources/bought").then().statusCode(409).body("detail", containsString("campaign user"));

        api().delete("/api/rules/" + rule).then().statusCode(204);
        json("{\"source\":null,\"destinations\":[]}")
                .patch("/api/campaigns/user")
                .then()
                .statusCode(200);
        api().delete("/api/offers/used").then().statusCode(204);
        api().delete("/api/sources/bought").then().statusCode(204);
    }

    @Test
    void aLinkNeedsNoUrlWhenItsCampaignHasDestinations() throws Exception {
        json(Map.of("slug", "no-url", "campaign", "routing"))
                .post("/api/links")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("url"));
        json("{\"slug\":\"defaults\",\"name\":\"Defaults\",\"destinations\":[{\"offer\":\"shoes\"}]}")
                .post("/api/campaigns");
        int link = json(Map.of(
                        "slug",
                        "no-url",
                        "campaign",
                        "defaults",
                        "starts_at",
                        "2026-11-01T00:00:00Z",
                        "expires_at",
                        "2026-12-01T00:00:00.5Z",
                        "fallback_url",
                        "https://example.com/over",
                        "passes_query",
                        true))
                .post("/api/links")
                .then()
                .statusCode(201)
                .body("url", nullValue())
                .body("starts_at", equalTo("2026-11-01T00:00:00Z"))
                .body("expires_at", equalTo("2026-12-01T00:00:00.500Z"))
                .body("fallback_url", equalTo("https://example.com/over"))
                .body("passes_query", equalTo(true))
                .extract()
                .path("id");
        json("{\"destinations\":[]}")
                .patch("/api/campaigns/defaults")
                .then()
                .statusCode(409)
                .body("errors[0].field", equalTo("destinations"));
        json("{\"expires_at\":\"2026-10-01T00:00:00Z\"}")
                .patch("/api/links/" + link)
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("expires_at"));
        json("{\"fallback_url\":\"nowhere\"}")
                .patch("/api/links/" + link)
                .then()
                .statusCode(400);

        json("{\"url\":\"https://example.com/own\"}")
                .patch("/api/links/" + link)
                .then()
                .statusCode(200)
                .body("version", equalTo(1));
        api().delete("/api/links/" + link).then().statusCode(204);

        assertThat(texts("select revision, url, fallback_url from link_revisions where link_id = " + link
                        + " order by revision"))
                .containsExactly(
                        "0|null|https://example.com/over", "1|https://example.com/own|https://example.com/over");
    }

    @Test
    void anImportTakesTheNewFieldsInEachOfItsForms() throws Exception {
        api().contentType("text/csv")
                .body("""
                        slug,url,campaign,starts_at,passes_query
                        imported1,https://example.com/1,routing,2026-11-01T00:00:00Z,true
                        imported2,https://example.com/2,routing,,
                        """)
                .post("/api/links/import")
                .then()
                .statusCode(201)
                .body("imported", equalTo(2));
        json("[{\"slug\":\"imported3\",\"url\":\"https://example.com/3\",\"campaign\":\"routing\","
                        + "\"fallback_url\":\"https://example.com/f\"}]")
                .post("/api/links/import")
                .then()
                .statusCode(201);
        api().contentType("text/csv")
                .body("slug,url,campaign,starts_at\nimported4,,routing,\n")
                .post("/api/links/import")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("url"))
                .body("errors[0].line", equalTo(2));
        api().contentType("text/csv")
                .body("slug,url,campaign,starts_at\nimported4,https://example.com/,routing,soon\n")
                .post("/api/links/import")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("starts_at"));
        assertThat(texts("select slug, extract(epoch from starts_at)::bigint, fallback_url, passes_query from links"
                        + " where slug like 'imported%' order by slug"))
                .containsExactly(
                        "imported1|1793491200|null|t",
                        "imported2|null|null|f",
                        "imported3|null|https://example.com/f|f");
    }

    @Test
    void aSourceGivesTheUrlToPasteWithItsPlaceholders() {
        json(Map.of("slug", "google", "name", "Google Ads", "template", "google", "currency", "EUR"))
                .post("/api/sources")
                .then()
                .statusCode(201)
                .body("parameters[0].name", equalTo("campaignid"))
                .body("parameters[0].placeholder", equalTo("{campaignid}"))
                .body("parameters[0].sub", equalTo(1));
        json(Map.of("slug", "bought-traffic", "name", "Bought", "source", "google"))
                .post("/api/campaigns");
        json(Map.of("slug", "pasted", "campaign", "bought-traffic", "url", "https://example.com/"))
                .post("/api/links");

        api().get("/api/sources/google/url?link=pasted")
                .then()
                .statusCode(200)
                .body("url", startsWith("https://YOUR-DOMAIN/pasted?campaignid={campaignid}&adgroupid={adgroupid}&"))
                .body("notes", hasSize(1));
        api().get("/api/sources/google/url?link=nothing").then().statusCode(404);
        api().get("/api/sources/google/url").then().statusCode(400).body("errors[0].field", equalTo("link"));
        api().get("/api/sources/templates").then().statusCode(200).body("template", hasSize(4));
        json(Map.of("slug", "x", "name", "X", "template", "bing"))
                .post("/api/sources")
                .then()
                .statusCode(400)
                .body("errors[0].message", containsString("microsoft"));
        json("""
                {"slug":"x","name":"X","parameters":[{"name":"a","sub":1},{"name":"a","sub":1},{"name":"b","sub":11}]}""").post("/api/sources").then().statusCode(400).body("errors[0].field", equalTo("parameters[2].sub"));
        json("{\"parameters\":[{\"name\":\"kw\",\"placeholder\":\"{keyword}\"}]}")
                .patch("/api/sources/google")
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("parameters", hasSize(1));
    }

    @Test
    void aWorkspaceSaysHowLongItKeepsWhat() {
        api().get("/api/workspaces/default")
                .then()
                .body("visitor_days", equalTo(1))
                .body("address_days", equalTo(30))
                .body("allows_cookie", equalTo(false));
        int id = json(Map.of("slug", "keeper", "name", "Keeper", "visitor_days", 7, "address_days", 0))
                .post("/api/workspaces")
                .then()
                .statusCode(201)
                .body("visitor_days", equalTo(7))
                .body("address_days", equalTo(0))
                .extract()
                .path("id");
        json("{\"allows_cookie\":true}")
                .patch("/api/workspaces/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("address_days", equalTo(0))
                .body("allows_cookie", equalTo(true));
        json("{\"visitor_days\":0}")
                .patch("/api/workspaces/" + id)
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("visitor_days"));
        api().delete("/api/workspaces/" + id).then().statusCode(204);
    }

    private static int rule(String campaign, String name, String destinations) {
        return json("""
                        {"campaign":"%s","name":"%s","conditions":[{"field":"country","values":["DE","AT"]}],
                        "destinations":[%s]}""".formatted(campaign, name, destinations))
                .post("/api/rules")
                .then()
                .statusCode(201)
                .header("ETag", "\"0\"")
                .extract()
                .path("id");
    }

    private List<Integer> numbers(int rule) throws Exception {
        return texts("select destination_id from destinations where archived_at is null and rule_id = " + rule
                        + " order by ordinal")
                .stream()
                .map(Integer::valueOf)
                .toList();
    }

    private List<String> texts(String sql) throws Exception {
        return Sql.texts(database, sql);
    }
}
