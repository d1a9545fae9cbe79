package io.clickway.warehouse.api;

import static io.clickway.warehouse.api.Api.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(CentreServers.class)
class PreviewIT {

    private static final String IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
            + " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

    @Inject
    AgroalDataSource database;

    @BeforeEach
    void haveACampaign() {
        json(Map.of("slug", "tried-source", "name", "Source", "template", "google"))
                .post("/api/sources");
        int status = json("""
                {"slug":"tried","name":"Tried","source":"tried-source",
                "destinations":[{"url":"https://example.com/default"}]}""").post("/api/campaigns").statusCode();
        if (status == 201) {
            json("""
                    {"campaign":"tried","name":"German phones","conditions":[{"field":"country","values":["DE"]},
                    {"field":"os","values":["iOS 17.."]}],
                    "destinations":[{"url":"https://example.com/{rule}?c={click_id}&k={keyword}&s={sub4}&x={sub9}"}]}""").post("/api/rules").then().statusCode(201);
            json(Map.of(
                            "slug",
                            "tried-link",
                            "campaign",
                            "tried",
                            "url",
                            "https://example.com/own",
                            "passes_query",
                            true))
                    .post("/api/links")
                    .then()
                    .statusCode(201);
            json("{}").post("/api/publish").then().statusCode(201);
        }
    }

    @Test
    void anExampleIsJudgedAndDecidedAsAnEdgeWould() {
        preview("""
                {"url":"https://go.example.com/tried-link?keyword=red+shoes&campaignid=7#x","user_agent":"%s",
                "accept_language":"de-AT,de;q=0.9","referrer":"https://www.search.example/?q=1","country":"de",
                "visitor":"00000000000000ff","at":"2026-11-23T09:30:00Z"}""".formatted(IPHONE))
                .statusCode(200)
                .body("verdict", equalTo("human"))
                .body("agent.device", equalTo("mobile"))
                .body("agent.os", equalTo("iOS"))
                .body("agent.os_version", equalTo("17.5"))
                .body("place.country", equalTo("DE"))
                .body("language", equalTo("de-at"))
                .body("referrer_host", equalTo("www.search.example"))
                .body("config_version", notNullValue())
                .body("decision.outcome", equalTo("rule"))
                .body("decision.rule.name", equalTo("German phones"))
                .body("decision.words", hasItem(containsString("took the click")))
                .body("location", containsString("https://example.com/German%20phones?c="))
                .body("location", containsString("&k=red%20shoes&s=red%20shoes&x="))
                .body("location", containsString("&campaignid=7"))
                .body("has_unresolved_macros", equalTo(true));
    }

    @Test
    void whatNoRuleTakesGoesWhereTheLinkOrTheCampaignSays() {
        preview("{\"link\":\"tried-link\",\"query\":\"a=b\",\"headers\":{\"user-agent\":\"Googlebot/2.1\"}}")
                .statusCode(200)
                .body("verdict", equalTo("bot"))
                .body("decision.outcome", equalTo("link_url"))
                .body("decision.passed[0].says", containsString("country is unknown"))
                .body("location", equalTo("https://example.com/own?a=b"));
        preview("{\"headers\":{\"Sec-Purpose\":\"prefetch\"},\"user_agent\":\"" + IPHONE + "\"}")
                .statusCode(200)
                .body("verdict", equalTo("preview"))
                .body("reasons", hasItem("prefetch"))
                .body("decision.outcome", equalTo("campaign_default"))
                .body("location", equalTo("https://example.com/default"));
    }

    @Test
    void aDraftIsDecidedByWhatIsStoredNowAndThePublishedOneStaysUntilItIsPublished() throws Exception {
        json("{\"slug\":\"drafted\",\"name\":\"Drafted\",\"destinations\":[{\"url\":\"https://example.com/1\"}]}")
                .post("/api/campaigns")
                .then()
                .statusCode(201);
        json(Map.of("slug", "drafted-link", "campaign", "drafted", "url", "https://example.com/old"))
                .post("/api/links")
                .then()
                .statusCode(201);
        var path = "/api/campaigns/drafted/preview";
        var example = "{\"link\":\"drafted-link\",\"draft\":%s}";
        json(example.formatted("false")).post(path).then().statusCode(409);
        json(example.formatted("true"))
                .post(path)
                .then()
                .statusCode(200)
                .body("config_version", nullValue())
                .body("location", equalTo("https://example.com/old"));
        json("{}").post("/api/publish").then().statusCode(201);

        int id = json("").get("/api/links?slug=drafted-link").then().extract().path("items[0].id");
        json("{\"url\":\"https://example.com/new\"}")
                .patch("/api/links/" + id)
                .then()
                .statusCode(200);
        json("{\"url\":\"https://example.com/newer\"}")
                .patch("/api/links/" + id)
                .then()
                .statusCode(200);
        json("{\"campaign\":\"drafted\",\"name\":\"All\",\"destinations\":[{\"url\":\"https://example.com/rule\"}]}")
                .post("/api/rules")
                .then()
                .statusCode(201);

        json(example.formatted("true")).post(path).then().body("location", equalTo("https://example.com/rule"));
        json(example.formatted("false"))
                .post(path)
                .then()
                .body("location", equalTo("https://example.com/old"))
                .body("decision.link_revision", equalTo(0));
        assertThat(Sql.texts(database, "select count(*) from clicks where occurred_at > now() - interval '1 minute'"))
                .containsExactly("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "link | \"nothing\"",
                "ip | \"300.1.1.1\"",
                "ip | \"localhost\"",
                "country | \"Germany\"",
                "continent | \"XX\"",
                "method | \"PUT\"",
                "visitor | \"me\"",
                "at | \"1960-01-01T00:00:00Z\"",
                "asn | 0",
                "url | \"https://go.example.com/no such link\"",
                "planet | \"Mars\"",
            })
    void anExampleThatIsNoneIsRefusedNamingTheField(String field, String value) {
        preview("{\"" + field + "\":" + value + "}").statusCode(400).body("errors[0].field", equalTo(field));
    }

    private static ValidatableResponse preview(String example) {
        return json(example).post("/api/campaigns/tried/preview").then();
    }
}
