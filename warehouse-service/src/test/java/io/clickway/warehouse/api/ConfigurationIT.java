package io.clickway.warehouse.api;

import static io.clickway.warehouse.api.Api.api;
import static io.clickway.warehouse.api.Api.campaign;
import static io.clickway.warehouse.api.Api.json;
import static io.clickway.warehouse.api.Api.link;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(CentreServers.class)
class ConfigurationIT {

    private static final String PROBLEM = "application/problem+json";

    @BeforeEach
    void haveACampaign() {
        campaign("spring");
    }

    @Test
    void createsReadsChangesAndArchivesALink() {
        var created = json(Map.of("slug", "life", "campaign", "spring", "url", "https://example.com/?c={click_id}"))
                .post("/api/links")
                .then()
                .statusCode(201)
                .header("ETag", "\"0\"")
                .header("Location", containsString("/api/links/"))
                .body("domain", equalTo("*"))
                .body("campaign", equalTo("spring"))
                .body("created_at", notNullValue())
                .extract();
        int id = created.path("id");
        api().get("/api/links/" + id).then().statusCode(200).body("slug", equalTo("life"));
        json(Map.of("url", "https://example.org/"))
                .header("If-Match", "\"0\"")
                .patch("/api/links/" + id)
                .then()
                .statusCode(200)
                .header("ETag", "\"1\"")
                .body("url", equalTo("https://example.org/"))
                .body("slug", equalTo("life"));
        json(Map.of("url", "https://example.net/"))
                .header("If-Match", "\"0\"")
                .patch("/api/links/" + id)
                .then()
                .statusCode(412)
                .contentType(PROBLEM);
        api().delete("/api/links/" + id).then().statusCode(204);
        api().get("/api/links/" + id).then().statusCode(404).contentType(PROBLEM);
        assertThat(link("life", "spring")).isGreaterThan(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/report?where=sub1:%00",
                "/api/report?where=country:%00,DE",
                "/api/links?campaign=%00",
            })
    void refusesNulInAParameterAndNamesIt(String path) {
        api().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors[0].message", containsString("NUL"));
    }

    @Test
    void refusesTextsThatCannotBeKept() {
        api().urlEncodingEnabled(false)
                .get("/api/campaigns/a%00b")
                .then()
                .statusCode(404)
                .contentType(PROBLEM);
        for (var text : List.of("x\\u0000y", "\\ud800")) {
            api().contentType("application/json")
                    .body("{\"slug\":\"kept\",\"name\":\"" + text + "\"}")
                    .post("/api/campaigns")
                    .then()
                    .statusCode(400)
                    .contentType(PROBLEM)
                    .body("errors[0].field", equalTo("name"));
        }
    }

    @Test
    void aSlugIsCaseSensitive() {
        link("Case", "spring");
        link("case", "spring");
        api().get("/api/links?slug=Case").then().body("items", hasSize(1)).body("items[0].slug", equalTo("Case"));
    }

    @Test
    void aTakenSlugIsRefusedNamingTheFields() {
        link("taken", "spring");
        json(Map.of("slug", "taken", "campaign", "spring", "url", "https://example.com/"))
                .post("/api/links")
                .then()
                .statusCode(409)
                .contentType(PROBLEM)
                .body("errors.field", hasItem("slug"))
                .body("errors.field", hasItem("domain"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"slug\":\"-a\",\"campaign\":\"spring\",\"url\":\"https://e.com/\"}|slug",
                "{\"slug\":\"a b\",\"campaign\":\"spring\",\"url\":\"https://e.com/\"}|slug",
                "{\"campaign\":\"spring\",\"url\":\"https://e.com/\"}|slug",
                "{\"slug\":\"a1\",\"campaign\":\"spring\"}|url",
                "{\"slug\":\"a1\",\"campaign\":\"spring\",\"url\":\"javascript:alert(1)\"}|url",
                "{\"slug\":\"a1\",\"campaign\":\"spring\",\"url\":\"ftp://e.com/\"}|url",
                "{\"slug\":\"a1\",\"campaign\":\"spring\",\"url\":\"https://{sub1}.com/\"}|url",
                "{\"slug\":\"a1\",\"campaign\":\"spring\",\"url\":\"https://e.com/{nope}\"}|url",
                "{\"slug\":\"a1\",\"campaign\":\"spring\",\"url\":\"https://e.com/${1+1}\"}|url",
                "{\"slug\":\"a1\",\"campaign\":\"unknown\",\"url\":\"https://e.com/\"}|campaign",
                "{\"slug\":\"a1\",\"campaign\":\"spring\",\"url\":\"https://e.com/\",\"domain\":\"not.ours\"}|domain",
                "{\"slug\":\"a1\",\"campaign\":\"spring\",\"url\":\"https://e.com/\",\"ulr\":\"x\"}|ulr",
                "{\"slug\":{},\"campaign\":\"spring\",\"url\":\"https://e.com/\"}|slug",
            })
    void aBadLinkIsRefusedNamingTheField(String body, String field) {
        json(body)
                .post("/api/links")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("type", startsWith("urn:clickway:problem:"))
                .body("title", notNullValue())
                .body("status", equalTo(400))
                .body("detail", containsString(field))
                .body("errors.field", hasItem(field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "favicon.ico",
                "robots.txt",
                "stat.gif",
                "p.gif",
                "e",
                "pb",
                "t.js",
                "c",
                "k",
                "q",
                "v1",
                "matomo.php",
                ".well-known",
                "api"
            })
    void aReservedSlugIsRefused(String slug) {
        json(Map.of("slug", slug, "campaign", "spring", "url", "https://example.com/"))
                .post("/api/links")
                .then()
                .statusCode(400)
                .body("errors.field", hasItem("slug"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "\"text\"", "{\"slug\":}"})
    void aBodyThatIsNoObjectIsRefused(String body) {
        json(body).post("/api/links").then().statusCode(400).contentType(PROBLEM);
    }

    @Test
    void everyRefusalOfTheFrameworkIsAProblemToo() {
        api().get("/api/nothing").then().statusCode(404).contentType(PROBLEM);
        api().delete("/api/links").then().statusCode(405).contentType(PROBLEM);
        api().contentType("text/plain")
                .body("x")
                .post("/api/links")
                .then()
                .statusCode(415)
                .contentType(PROBLEM);
        api().accept("image/png").get("/api/links").then().statusCode(406).contentType(PROBLEM);
        api().get("/api/links?limit=x").then().statusCode(400).body("errors[0].field", equalTo("limit"));
    }

    @Test
    void withoutAKnownKeyNothingIsSaid() {
        given().get("/api/links")
                .then()
                .statusCode(401)
                .contentType(PROBLEM)
                .header("WWW-Authenticate", startsWith("Bearer"));
        given().header("Authorization", "Bearer wrong")
                .get("/api/links")
                .then()
                .statusCode(401)
                .contentType(PROBLEM);
        given().header("Authorization", "Basic eDp5").get("/api/links").then().statusCode(401);
        given().get("/api/nothing").then().statusCode(401);
        given().get("/api/openapi").then().statusCode(200);
        given().get("/").then().statusCode(200).header("Content-Security-Policy", startsWith("default-src 'none'"));
    }

    @Test
    void aCampaignIsFoundByIdAndSlugAndStaysWhileItHasLinks() {
        campaign("autumn");
        int id = api().get("/api/campaigns/autumn")
                .then()
                .statusCode(200)
                .extract()
                .path("id");
        api().get("/api/campaigns/" + id).then().body("slug", equalTo("autumn"));
        int linkId = link("leaf", "autumn");
        api().get("/api/links?campaign=autumn").then().body("total", equalTo(1));
        api().delete("/api/campaigns/autumn").then().statusCode(409).contentType(PROBLEM);
        api().delete("/api/links/" + linkId).then().statusCode(204);
        api().delete("/api/campaigns/autumn").then().statusCode(204);
        api().get("/api/campaigns/autumn").then().statusCode(404);
    }

    @Test
    void linksAnswerOnTheDomainsOfTheirWorkspace() {
        json(Map.of("name", "go.example.com")).post("/api/domains").then().statusCode(201);
        json(Map.of("name", "go.example.com"))
                .post("/api/domains")
                .then()
                .statusCode(409)
                .body("errors[0].field", equalTo("name"));
        json(Map.of("name", "Not a host"))
                .post("/api/domains")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("name"));
        json(Map.of("slug", "there", "campaign", "spring", "url", "https://e.com/", "domain", "go.example.com"))
                .post("/api/links")
                .then()
                .statusCode(201);
        link("there", "spring");
        api().get("/api/links?slug=there").then().body("total", equalTo(2));
        json(Map.of("name", "win.example.net")).post("/api/domains").then().statusCode(201);
        json(Map.of("slug", "there", "campaign", "spring", "url", "https://e.net/", "domain", "win.example.net"))
                .post("/api/links")
                .then()
                .statusCode(201);
        api().get("/api/links?slug=there").then().body("total", equalTo(3));
        api().get("/api/domains").then().body("items.name", hasItems("go.example.com", "win.example.net"));
    }

    @Test
    void workspacesAreManagedByOperators() {
        json(Map.of("slug", "acme", "name", "Acme"))
                .post("/api/workspaces")
                .then()
                .statusCode(201);
        json(Map.of("name", "Acme Ltd"))
                .patch("/api/workspaces/acme")
                .then()
                .statusCode(200)
                .body("name", equalTo("Acme Ltd"));
        api().delete("/api/workspaces/acme").then().statusCode(204);
        api().delete("/api/workspaces/default").then().statusCode(409);
    }

    @Test
    void listsInPages() {
        campaign("pages");
        IntStream.range(0, 5).forEach(i -> link("page" + i, "pages"));
        api().get("/api/links?campaign=pages&limit=2&offset=4")
                .then()
                .body("total", equalTo(5))
                .body("items.slug", equalTo(List.of("page4")));
    }

    @Test
    void importsTenThousandLinksAtOnce() {
        var lines = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"slug\":\"bulk%d\",\"campaign\":\"spring\",\"url\":\"https://example.com/%d\"}"
                        .formatted(i, i))
                .collect(Collectors.joining("\n"));
        api().contentType("application/x-ndjson")
                .body(lines.getBytes(StandardCharsets.UTF_8))
                .post("/api/links/import")
                .then()
                .statusCode(201)
                .body("imported", equalTo(10_000));
        api().get("/api/links?slug=bulk9999").then().body("total", equalTo(1));
    }

    @Test
    void anImportWithABadLineStoresNothingAndNamesTheLine() {
        var csv =
                "slug,url,campaign\r\nfine1,https://e.com/,spring\r\n\"fine2\",\"https://e.com/?a=1,2\",spring\r\nbad,nowhere,sprung\r\n";
        api().contentType("text/csv")
                .body(csv)
                .post("/api/links/import")
                .then()
                .statusCode(400)
                .contentType(PROBLEM)
                .body("errors.field", hasItem("url"))
                .body("errors.field", hasItem("campaign"))
                .body("errors[0].line", equalTo(4));
        api().get("/api/links?slug=fine1").then().body("total", equalTo(0));
        api().contentType("text/csv")
                .body(csv.replace("bad,nowhere,sprung", "fine3,https://e.com/,spring"))
                .post("/api/links/import")
                .then()
                .statusCode(201);
        api().contentType("application/json")
                .body("[{\"slug\":\"fine1\",\"url\":\"https://e.com/\",\"campaign\":\"spring\"}]")
                .post("/api/links/import")
                .then()
                .statusCode(409)
                .body("errors[0].line", equalTo(1));
        api().contentType("application/json")
                .body("[{\"slug\":\"fine4\",\"url\":\"https://e.com/\",\"campaing\":\"spring\"}]")
                .post("/api/links/import")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("campaing"));
    }
}
