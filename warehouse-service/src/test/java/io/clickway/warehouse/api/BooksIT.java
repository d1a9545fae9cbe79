package io.clickway.warehouse.api;

import static io.clickway.warehouse.api.Api.api;
import static io.clickway.warehouse.api.Api.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.clickway.event.proto.SourceState;
import io.clickway.warehouse.datapath.AuditScript;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(CentreServers.class)
class BooksIT {

    private static final String PROBLEM = "application/problem+json";

    private final Centre centre = new Centre(CentreServers.servers());
    private final Instant start = Instant.now().minusSeconds(60);

    @BeforeEach
    void empty() {
        centre.forget();
    }

    @AfterEach
    void theBooksBalance() {
        assertThat(AuditScript.run(centre)).satisfies(result -> {
            assertThat(result.said()).contains("the books balance");
            assertThat(result.exit()).isZero();
        });
        centre.forget();
    }

    @Test
    void tellsHowCompleteARegionIsAndWhoHoldsItUp() throws Exception {
        var lacking = source(1).clicks(5).watermark(SourceState.OPEN);
        centre.store(List.of(lacking.batch(1, 2), lacking.batch(5, 7)));
        api().get("/api/completeness")
                .then()
                .statusCode(200)
                .body("regions[0].region", equalTo("eu"))
                .body("regions[0].missing", equalTo(2))
                .body("regions[0].in_flight", equalTo(0))
                .body("regions[0].oldest_unforwarded_seconds", greaterThan(50f))
                .body("regions[0].clock_skew_seconds", equalTo(0f))
                .body("regions[0].clock_behind_at_most_seconds", greaterThan(50f))
                .body("regions[0].troubled_sources", hasSize(0));
        silence();
        api().get("/api/completeness")
                .then()
                .body("regions[0].uncertain", equalTo(1))
                .body("regions[0].clock_skew_seconds", nullValue())
                .body(
                        "regions[0].troubled_sources[0].source",
                        equalTo(lacking.id().toString()))
                .body("regions[0].troubled_sources[0].edge", equalTo("edge-eu"))
                .body("regions[0].troubled_sources[0].trouble", equalTo("silent"))
                .body("regions[0].troubled_sources[0].declared", equalTo(7))
                .body("regions[0].troubled_sources[0].missing_ranges[0].first", equalTo(3))
                .body("regions[0].troubled_sources[0].missing_ranges[0].last", equalTo(4));
        api().get("/api/report?by=region")
                .then()
                .body("completeness[0].oldest_unforwarded_seconds", greaterThan(50f))
                .body("completeness[0].uncertain", equalTo(1));
        api().get("/api/ledger?region=eu&limit=5")
                .then()
                .body("regions[0].open_sources", equalTo(1))
                .body("sources[0].is_silent", equalTo(true))
                .body("sources[0].missing_ranges", hasSize(1));
        api().get("/api/overview")
                .then()
                .body("books.balance", equalTo(true))
                .body("books.quarantine_kept", equalTo(0));
    }

    @Test
    void writesALostSourceOffOnceAndSaysWhy() throws Exception {
        var lost = source(2).clicks(5).watermark(SourceState.OPEN);
        centre.store(List.of(lost.batch(1, 2), lost.batch(7, 7)));
        var path = "/api/ledger/" + lost.id() + "/write-off";
        var reason = Map.of("reason", "the machine burnt down");

        json(reason)
                .post(path)
                .then()
                .statusCode(409)
                .contentType(PROBLEM)
                .body("detail", containsString("It spoke at"));
        silence();
        json(Map.of("reason", " ")).post(path).then().statusCode(400).body("errors[0].field", equalTo("reason"));
        json("").post(path).then().statusCode(400).contentType(PROBLEM);
        json(reason)
                .post("/api/ledger/00000000000000ff/write-off")
                .then()
                .statusCode(404)
                .contentType(PROBLEM);
        json(reason).post("/api/ledger/nonsense/write-off").then().statusCode(404);
        json(reason)
                .post(path)
                .then()
                .statusCode(200)
                .body("events", equalTo(4))
                .body("in_flight", equalTo(0))
                .body("ranges[0].first", equalTo(3))
                .body("ranges[0].last", equalTo(6));
        json(reason).post(path).then().statusCode(409).body("detail", containsString("lacks nothing"));

        centre.store(List.of(lost.batch()));
        api().get("/api/ledger/" + lost.id())
                .then()
                .body("state", equalTo("ended"))
                .body("absent", equalTo(4))
                .body("written_off", equalTo(4))
                .body("late_after_write_off", equalTo(4))
                .body("received", equalTo(3));
        api().get("/api/ledger/audit")
                .then()
                .body("total", equalTo(1))
                .body("items[0].who", equalTo("operator"))
                .body("items[0].action", equalTo("write-off"))
                .body("items[0].source", equalTo(lost.id().toString()))
                .body("items[0].events", equalTo(4))
                .body("items[0].reason", equalTo("the machine burnt down"))
                .body("items[0].at", notNullValue());
        api().get("/api/ledger/00000000000000ff").then().statusCode(404);
    }

    @Test
    void listsShowsRetriesAndDiscardsWhatLiesInQuarantine() throws Exception {
        var source = source(3).clicks(2).event(_ -> {}).clicks(2).watermark(SourceState.OPEN);
        var broken = source(4).clicks(3).batch().flipped(9, 3);
        centre.store(List.of(source.batch(), broken));
        int event = api().get("/api/quarantine?cause=unknown-kind&region=eu&state=kept&since=2026-01-01T00:00:00Z")
                .then()
                .statusCode(200)
                .body("total", equalTo(1))
                .body("items[0].first_seq", equalTo(4))
                .body("items[0].deliveries", equalTo(1))
                .extract()
                .path("items[0].id");
        int batch = api().get("/api/quarantine?cause=checksum").then().extract().path("items[0].id");
        api().get("/api/quarantine/" + batch)
                .then()
                .body("id", equalTo(batch))
                .body("verdict", containsString("checksum"))
                .body("stands_for[0].seqs[0].last", equalTo(4))
                .body("headers.region", equalTo("eu"))
                .body("bytes", notNullValue());
        api().get("/api/quarantine/" + event).then().body("decoded", hasSize(1));

        json(Map.of())
                .post("/api/quarantine/" + event + "/retry")
                .then()
                .statusCode(200)
                .body("result", equalTo("kept"))
                .body("why", containsString("unknown-kind"));
        json("").post("/api/quarantine/99999999/retry").then().statusCode(404).contentType(PROBLEM);
        json("{\"waive_age\":true}").post("/api/quarantine/x/retry").then().statusCode(404);
        json(Map.of()).post("/api/quarantine/" + event + "/discard").then().statusCode(400);
        json(Map.of("reason", "a probe of ours"))
                .post("/api/quarantine/" + event + "/discard")
                .then()
                .statusCode(200)
                .body("result", equalTo("discarded"))
                .body("events", equalTo(1));
        json(Map.of())
                .post("/api/quarantine/" + event + "/retry")
                .then()
                .statusCode(409)
                .contentType(PROBLEM);
        api().get("/api/quarantine?state=discarded")
                .then()
                .body("items[0].reason", equalTo("a probe of ours"))
                .body("items[0].settled_by", equalTo("operator"));
    }

    @Test
    void sweepsASelectionWithinBoundsAndTellsHowToGoOn() throws Exception {
        var source = source(5);
        for (int i = 0; i < 7; i++) {
            source.event(_ -> {});
        }
        centre.store(List.of(source.batch()));
        json(Map.of()).post("/api/quarantine/retry").then().statusCode(400).body("errors[0].field", equalTo("cause"));
        json(Map.of("all", true, "reason", "x"))
                .post("/api/quarantine/retry")
                .then()
                .statusCode(400);
        json(Map.of("all", true)).post("/api/quarantine/discard").then().statusCode(400);
        json(Map.of("cause", "nonsense"))
                .post("/api/quarantine/retry")
                .then()
                .statusCode(400)
                .body("detail", containsString("checksum"));
        json(Map.of("all", true, "limit", 5000))
                .post("/api/quarantine/retry")
                .then()
                .statusCode(400);

        json(Map.of("cause", "unknown-kind"))
                .post("/api/quarantine/retry")
                .then()
                .statusCode(200)
                .body("tried", equalTo(7))
                .body("kept", equalTo(7))
                .body("troubles", hasSize(7))
                .body("remaining", equalTo(0));
        int after = json(Map.of("region", "eu", "limit", 5, "reason", "made by a test"))
                .post("/api/quarantine/discard")
                .then()
                .statusCode(200)
                .body("settled", equalTo(5))
                .body("events", equalTo(5))
                .body("remaining", equalTo(2))
                .extract()
                .path("after");
        json(Map.of("region", "eu", "after", after, "reason", "made by a test"))
                .post("/api/quarantine/discard")
                .then()
                .body("settled", equalTo(2))
                .body("remaining", equalTo(0));
    }

    @Test
    void theCommandDoesTheSameFromAShell() throws Exception {
        var source = source(6).event(_ -> {}).event(_ -> {}).clicks(1);
        centre.store(List.of(source.batch(), source(7).clicks(2).batch().type("sealed")));

        var list = command("list", "--cause", "unknown-kind");
        assertThat(list.exit()).isZero();
        assertThat(list.said()).contains("ID", "unknown-kind", "2 of 2");
        var id = centre.texts("select min(quarantine_id) from quarantine where cause = 'unknown-kind'")
                .getFirst();
        assertThat(command("show", id).said()).contains("stands for", source.id() + ": ", "delivered 1x");
        assertThat(command("retry", id))
                .isEqualTo(new Said(
                        2,
                        id + "  kept  0 events  (unknown-kind: an event of a kind that this build does not know)\n"));
        centre.run("update quarantine set type = 'events' where cause = 'unknown-type'");
        assertThat(command("retry", "--cause", "unknown-type").said())
                .isEqualTo("1 tried, 1 settled, 0 kept, 3 events; 0 to go\n");
        assertThat(command("discard", id)).satisfies(said -> {
            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.said()).contains("--reason");
        });
        assertThat(command("discard", id, "--reason", "a \"probe\"").said()).isEqualTo(id + "  discarded  1 events\n");
        assertThat(command("discard", "--region", "eu", "--reason", "the other one", "--json")
                        .said())
                .contains("\"settled\":1", "\"remaining\":0");
        assertThat(command("retry", id)).satisfies(said -> {
            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.said()).contains("It is discarded already", "(409)");
        });
        assertThat(command("list").said()).isEqualTo("nothing of that kind in quarantine\n");
        assertThat(command("list", "--state", "all", "--json").said()).contains("a \\\"probe\\\"");
        assertThat(command("retry").exit()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/quarantine?cause=x, cause",
        "/api/quarantine?state=lost, state",
        "/api/quarantine?since=yesterday, since",
        "/api/ledger?region=mars, region",
        "/api/ledger?regoin=eu, regoin",
        "/api/links?campain=x, campain",
        "/api/completeness?region=eu, region",
        "/api/quarantine/1?x=1, x",
        "/api/report?bye=link, bye",
    })
    void aFilterThatIsNoneIsRefusedAndNamed(String path, String field) {
        api().get(path).then().statusCode(400).contentType(PROBLEM).body("errors.field", hasItem(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void aBlankNameIsRefused(String name) {
        json(Map.of("slug", "blank", "name", name))
                .post("/api/campaigns")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("name"));
        json(Map.of("slug", "blank", "name", name))
                .post("/api/workspaces")
                .then()
                .statusCode(400)
                .body("errors[0].field", equalTo("name"));
    }

    @Test
    void aTakenSlugIsToldInOneSentence() {
        Api.campaign("spring");
        Api.link("twice", "spring");
        json(Map.of("slug", "twice", "campaign", "spring", "url", "https://example.com/"))
                .post("/api/links")
                .then()
                .statusCode(409)
                .body("detail", containsString("Domain and slug together are taken by link "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /api/links HTTP/1.1\r\n\r\n", "GET /api/links HTTP/1.1\r\nHost: a b\r\n\r\n"})
    void aRequestWithoutAReadableHostIsAProblem(String request) throws Exception {
        try (var socket = new Socket("127.0.0.1", RestAssured.port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400").contains(PROBLEM, "\"status\":400", "Host");
        }
    }

    private record Said(int exit, String said) {}

    private static Said command(String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("clickway.root", ".."), "scripts", "quarantine")
                .toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("CLICKWAY_URL", "http://127.0.0.1:" + RestAssured.port);
        builder.environment().put("CLICKWAY_API_KEY", CentreServers.KEY);
        var process = builder.start();
        process.getOutputStream().close();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        return new Said(process.exitValue(), said);
    }

    private void silence() {
        centre.run("update edge_ledger set last_watermark_at = now() - interval '2 minutes'");
    }

    private TestSource source(long seed) {
        return new TestSource("eu", new Random(seed), start);
    }
}
