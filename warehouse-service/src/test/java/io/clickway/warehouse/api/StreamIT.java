package io.clickway.warehouse.api;

import static io.clickway.testkit.ClickBuilder.aClick;
import static io.clickway.warehouse.api.Api.api;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The live stream, as a listener hears it. */
@QuarkusTest
@QuarkusTestResource(CentreServers.class)
@SuppressWarnings("NullAway.Init")
class StreamIT {

    @TestHTTPResource("/api/clicks/stream")
    URI stream;

    @Test
    void tellsEachClickOnceToWhomItConcerns() throws Exception {
        var servers = CentreServers.servers();
        var centre = new Centre(servers);
        var heard = new CopyOnWriteArrayList<String>();
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(stream + "?where=country:NP,DE%20and%20not%20os:Android"))
                    .header("Authorization", "Bearer " + CentreServers.KEY)
                    .build();
            var answer = client.send(request, BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                var reader = Thread.ofVirtual().start(() -> lines.lines().forEach(heard::add));
                var source = new TestSource("eu", new Random(7), Instant.now());
                // Whoever begins to listen hears what is stored from then on, which may be a little later.
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
                    int next = source.last() + 1;
                    source.click(aClick().from("NP")).click(aClick().from("AT"));
                    centre.store(List.of(source.batch(next, source.last())));
                    return heard.stream().anyMatch(line -> line.startsWith("event:click"));
                });
                assertThat(heard.stream().filter(line -> line.startsWith("data:")))
                        .allSatisfy(line -> assertThat(line).contains("\"country\":\"NP\"", "\"region\":\"eu\""));
                assertThat(heard.stream().filter(line -> line.startsWith("id:")))
                        .doesNotHaveDuplicates();
                answer.body().close();
                reader.join(Duration.ofSeconds(5));
            }
        }
        centre.forget();
    }

    @Test
    void refusesAConditionItCannotRead() {
        api().get("/api/clicks/stream?where=planet:Mars")
                .then()
                .statusCode(400)
                .body("detail", containsString("has no dimension 'planet'"));
    }
}
