package io.clickway.warehouse.api;

import static io.clickway.warehouse.api.Api.api;
import static io.clickway.warehouse.api.Api.json;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import com.google.protobuf.ByteString;
import io.agroal.api.AgroalDataSource;
import io.clickway.condition.KeptFacts;
import io.clickway.event.Signal;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.Verdict;
import io.clickway.id.AddressSeal;
import io.clickway.id.ClickId;
import io.clickway.rule.CampaignPlan;
import io.clickway.rule.LinkPlan;
import io.clickway.testkit.ClickBuilder;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.routing.RoutingHistory;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stored click tells how it was decided, and is decided again alike whatever was changed since. */
@QuarkusTest
@QuarkusTestResource(CentreServers.class)
class DecisionIT {

    private static final int CLICKS = 120;

    @Inject
    AgroalDataSource database;

    @Inject
    RoutingHistory history;

    private final AddressSeal seal = AddressSeal.parse(CentreServers.ADDRESS_KEYS);

    /** The warehouse is shared with tests that count every click. */
    @AfterEach
    void takeTheClicksAway() throws Exception {
        Sql.run(database, """
                delete from client_addresses;
                delete from clicks where occurred_at > now() - interval '1 hour';
                delete from watermarks where occurred_at > now() - interval '1 hour';
                delete from rollup_deltas where bucket_at > now() - interval '1 hour';
                delete from clicks_1m where minute_at > now() - interval '1 hour';
                delete from edge_ledger where edge = 'edge-eu' and started_at > now() - interval '1 hour'
                """);
    }

    @Test
    void whateverWasDecidedIsDecidedAgainAlikeThoughAllOfItWasChangedSince() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var campaign = campaign("replayed");
        int german = rule("replayed", """
                "name":"Germans","is_sticky":true,"conditions":[{"field":"country","values":["DE"]},
                {"field":"device","values":["mobile","tablet"]}]""", """
                {"url":"https://example.com/a","weight":3},{"url":"https://example.com/b","weight":7}""");
        rule("replayed", """
                "name":"Office","is_forced":true,"conditions":[{"field":"ip","values":["203.0.113.128/25"]}]""", """
                {"url":"https://example.com/office"}""");
        rule("replayed", """
                "name":"Newsletter","conditions":[{"field":"parameter","name":"utm_source","match":"glob",
                "values":["news*"]},{"field":"browser","values":["Chrome 100.."],"not":true}]""", """
                {"url":"https://example.com/n1"},{"url":"https://example.com/n2"},{"url":"https://example.com/n3"}""");
        rule("replayed", """
                "name":"Search","conditions":[{"field":"referrer_host","values":["search.example"]},
                {"field":"verdict","values":["human"]}]""", """
                {"url":"https://example.com/search"}""");
        var links = List.of(
                link("replayed-default", campaign, "\"passes_query\":true"),
                link("replayed-url", campaign, "\"url\":\"https://example.com/own\""),
                link(
                        "replayed-over",
                        campaign,
                        "\"expires_at\":\"2026-01-01T00:00:00Z\",\"fallback_url\":\"https://example.com/over\""));
        int version = publish();
        var source = new TestSource("eu", random, Instant.now().minusSeconds(30));
        var clicks = new ArrayList<ClickId>();
        for (int i = 0; i < CLICKS; i++) {
            int link = links.get(random.nextInt(links.size()));
            boolean isKept = random.nextBoolean();
            source.event(event -> {
                var id = new ClickId(event.getIdHigh(), event.getIdLow());
                clicks.add(id);
                event.setClick(decided(id, random, link, version, isKept));
            });
        }
        new Centre(CentreServers.servers()).store(List.of(source.batch()));

        int untold = assertAllAlike(clicks);

        json("{\"conditions\":[],\"is_enabled\":false}")
                .patch("/api/rules/" + german)
                .then()
                .statusCode(200);
        json("{\"destinations\":[{\"url\":\"https://example.com/elsewhere\"}]}")
                .patch("/api/campaigns/replayed")
                .then()
                .statusCode(200);
        for (int link : links) {
            json("{\"url\":\"https://example.com/changed\"}")
                    .patch("/api/links/" + link)
                    .then()
                    .statusCode(200);
        }
        publish();
        api().delete("/api/links/" + links.getFirst()).then().statusCode(204);
        assertThat(assertAllAlike(clicks)).isEqualTo(untold);
    }

    @Test
    void tellsInWordsWhoTookTheClickAndWhyTheOthersDidNot() throws Exception {
        var campaign = campaign("told");
        int french = rule("told", """
                "name":"French","conditions":[{"field":"device","values":["desktop"]},{"field":"country","values":["FR"]}]""", """
                {"url":"https://example.com/fr"}""");
        rule("told", """
                "name":"Office","conditions":[{"field":"ip","values":["198.51.100.0/24"]}]""", """
                {"url":"https://example.com/office"}""");
        int all = rule("told", "\"name\":\"All\"", """
                {"url":"https://example.com/1","weight":30},{"url":"https://example.com/2","weight":70}""");
        int link = link("told-link", campaign, "\"url\":\"https://example.com/own\"");
        int version = publish();
        var source = new TestSource("eu", new Random(77), Instant.now().minusSeconds(30));
        source.event(event -> {
            var id = new ClickId(event.getIdHigh(), event.getIdLow());
            var click = ClickBuilder.aClick().from("DE").fields();
            click.setDevice(Device.DESKTOP)
                    .setContinent("EU")
                    .setCity("Berlin")
                    .setOsVersion("17.5")
                    .setSignals(Signal.GPC.bit());
            event.setClick(decided(id, click, link, version, new byte[] {(byte) 192, 0, 2, 77}, true));
        });
        source.click(ClickBuilder.aClick());
        new Centre(CentreServers.servers()).store(List.of(source.batch()));
        var path = "/api/events/" + source.idOf(2);

        api().get(path)
                .then()
                .statusCode(200)
                .body("continent", equalTo("EU"))
                .body("city", equalTo("Berlin"))
                .body("os_version", equalTo("17.5"))
                .body("browser_version", equalTo(""))
                .body("asn", nullValue())
                .body("signals", equalTo(List.of("gpc")))
                .body("client.network", equalTo("192.0.2.0/24"))
                .body("client.address", equalTo("192.0.2.77"))
                .body("decision.config_version", equalTo(version))
                .body("decision.outcome", equalTo("rule"))
                .body("decision.rule.id", equalTo(all))
                .body("decision.rule.name", equalTo("All"))
                .body("decision.destination.url", containsString("https://example.com/"))
                .body("decision.of", equalTo(100))
                .body("decision.passed", hasSize(2))
                .body("decision.passed[1].says", containsString("192.0.2.77"))
                .body("decision.passed[0].rule.id", equalTo(french))
                .body("decision.passed[0].condition", equalTo(1))
                .body("decision.passed[0].says", containsString("country is DE"))
                .body("decision.words", hasItem(containsString("rule 'All' took the click")))
                .body("decision.words", hasItem(containsString("drew ")))
                .body("replay.result", equalTo("same"))
                .body("replay.why", nullValue());
        api().get("/api/events/" + source.idOf(3))
                .then()
                .body("decision", nullValue())
                .body("replay.result", equalTo("unknown"))
                .body("client.address", nullValue())
                .body("client.note", equalTo("no address is kept"));
        assertThat(Sql.texts(
                        database,
                        "select rule, outcome, continent, city, os_version, signals, offer, traffic_source"
                                + " from reporting.clicks where click_id = '"
                                + source.idOf(2).uuid() + "'"))
                .containsExactly("All|rule|EU|Berlin|17.5|{gpc}||");

        Sql.run(database, "update workspaces set address_days = 0 where workspace_id = 1");
        try {
            api().get(path).then().body("client.address", nullValue()).body("replay.result", equalTo("same"));
        } finally {
            Sql.run(database, "update workspaces set address_days = 30 where workspace_id = 1");
        }
        Sql.run(
                database,
                "update clicks set draw = draw + 1 where click_id = '"
                        + source.idOf(2).uuid() + "'");
        api().get(path).then().body("replay.result", equalTo("differs")).body("replay.why", containsString("draw is "));
        assertThatOthersSeeNoAddress(path);
    }

    private void assertThatOthersSeeNoAddress(String path) throws Exception {
        var key = "a-key-of-the-workspace";
        var hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes("UTF-8")));
        Sql.run(
                database,
                "insert into api_keys (key_sha256, workspace_id, name) values ('\\x" + hash + "', 1, 'reader')");
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> given().header("Authorization", "Bearer " + key)
                        .get(path)
                        .then()
                        .statusCode(200)
                        .body("client.network", notNullValue())
                        .body("client.address", nullValue())
                        .body("client.note", nullValue())
                        .body("decision.words", hasItem(containsString("192.0.2.0/24")))
                        .body("decision.words", not(hasItem(containsString("192.0.2.77")))));
    }

    /** How many can't be told because they asked for an address that isn't kept. */
    private static int assertAllAlike(List<ClickId> clicks) {
        int untold = 0;
        for (var click : clicks) {
            var replay =
                    api().get("/api/events/" + click).then().statusCode(200).extract();
            String result = replay.path("replay.result");
            if (result.equals("unknown")) {
                untold++;
                String why = replay.path("replay.why");
                assertThat(why).contains("needs more of the address");
                String address = replay.path("client.address");
                assertThat(address).isNull();
            } else {
                assertThat(result).as(replay.body().asString()).isEqualTo("same");
            }
        }
        return untold;
    }

    private Click decided(ClickId id, Random random, int link, int version, boolean isKept) {
        var click = ClickBuilder.aClick().from(pick(random, "DE", "AT", "")).fields();
        click.setDevice(random.nextBoolean() ? Device.MOBILE : Device.DESKTOP)
                .setBrowser(pick(random, "Chrome", "Firefox"))
                .setBrowserVersion(pick(random, "", "99", "120.1"))
                .setVerdict(random.nextBoolean() ? Verdict.HUMAN : Verdict.BOT)
                .setReferrer(pick(random, "", "https://www.Search.example/?q=1", "https://other.example/"))
                .setVisitor(random.nextLong());
        if (random.nextBoolean()) {
            click.addParametersBuilder().setName("utm_source").setValue(pick(random, "newsletter", "else"));
        }
        var address = new byte[] {(byte) 203, 0, 113, (byte) random.nextInt(256)};
        return decided(id, click, link, version, address, isKept);
    }

    private Click decided(ClickId id, Click.Builder click, int link, int version, byte[] address, boolean isKept) {
        click.setNetwork(ByteString.copyFrom(new byte[] {address[0], address[1], address[2], 0}))
                .setConfigVersion(version)
                .setWorkspaceId(1)
                .setLinkId(link);
        if (isKept) {
            click.setSealedAddress(ByteString.copyFrom(seal.seal(id, address)));
        }
        try (var connection = database.getConnection()) {
            int revision = Integer.parseInt(Sql.texts(database, "select version from links where link_id = " + link)
                    .getFirst());
            var record = history.linkAt(connection, link, revision).orElseThrow();
            var campaign = history.campaignAt(connection, record.getCampaignId(), version)
                    .orElseThrow();
            click.setCampaignId(record.getCampaignId());
            var decision = LinkPlan.of(record, CampaignPlan.compile(campaign))
                    .decide(KeptFacts.of(
                            Event.newBuilder()
                                    .setIdHigh(id.high())
                                    .setIdLow(id.low())
                                    .setClick(click)
                                    .build(),
                            address));
            return click.setDecision(decision.toProto()).build();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static String pick(Random random, String... from) {
        return from[random.nextInt(from.length)];
    }

    private static String campaign(String slug) {
        json("""
                {"slug":"%s","name":"Campaign","destinations":[{"url":"https://example.com/d1","weight":2},
                {"url":"https://example.com/d2","weight":1}]}""".formatted(slug)).post("/api/campaigns").then().statusCode(201);
        return slug;
    }

    private static int rule(String campaign, String fields, String destinations) {
        return json("{\"campaign\":\"%s\",%s,\"destinations\":[%s]}".formatted(campaign, fields, destinations))
                .post("/api/rules")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static int link(String slug, String campaign, String fields) {
        return json("{\"slug\":\"%s\",\"campaign\":\"%s\",%s}".formatted(slug, campaign, fields))
                .post("/api/links")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
    }

    private static int publish() {
        return json(Map.of())
                .post("/api/publish")
                .then()
                .statusCode(201)
                .extract()
                .path("version");
    }
}
