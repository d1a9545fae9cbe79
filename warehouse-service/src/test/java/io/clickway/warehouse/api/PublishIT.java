package io.clickway.warehouse.api;

import static io.clickway.warehouse.api.Api.api;
import static io.clickway.warehouse.api.Api.campaign;
import static io.clickway.warehouse.api.Api.json;
import static io.clickway.warehouse.api.Api.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.agroal.api.AgroalDataSource;
import io.clickway.address.BrokerNames;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(CentreServers.class)
class PublishIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Inject
    AgroalDataSource database;

    private Connection connection;
    private Channel channel;
    private String queue;

    @BeforeEach
    void bindAQueue() throws Exception {
        listen();
        campaign("published");
    }

    private void listen() throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(CentreServers.servers().get("rabbitmq.centre.uri.operator"));
        connection = factory.newConnection();
        channel = connection.createChannel();
        queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, BrokerNames.CONFIG, "config.#");
    }

    @AfterEach
    void forget() throws Exception {
        connection.close();
        sql("delete from edge_ledger where edge in ('edge-lagging', 'edge-again')");
    }

    @Test
    void whatIsPublishedReachesTheRegionsShardsFirst() throws Exception {
        int id = link("published1", "published");
        long version = publish(201);

        var messages = awaitManifest(version);

        assertThat(messages.getLast().getEnvelope().getRoutingKey()).isEqualTo(BrokerNames.CONFIG_MANIFEST_KEY);
        assertThat(header(messages.getLast(), BrokerNames.HEADER_KIND)).isEqualTo(BrokerNames.KIND_MANIFEST);
        assertThat(header(messages.getLast(), BrokerNames.HEADER_VERSION)).isEqualTo(Long.toString(version));
        var manifest = LinkManifest.parseFrom(messages.getLast().getBody());
        assertThat(manifest.getVersion()).isEqualTo(version);
        var shards = new HashMap<String, byte[]>();
        for (var message : messages.subList(0, messages.size() - 1)) {
            assertThat(message.getEnvelope().getRoutingKey()).isEqualTo(BrokerNames.CONFIG_SHARD_KEY);
            assertThat(header(message, BrokerNames.HEADER_KIND)).isEqualTo(BrokerNames.KIND_SHARD);
            var hash = header(message, BrokerNames.HEADER_SHA256);
            assertThat(hash)
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(message.getBody())));
            shards.put(hash, message.getBody());
        }
        assertThat(linksOf(shards)).anySatisfy(link -> {
            assertThat(link.getLinkId()).isEqualTo(id);
            assertThat(link.getSlug()).isEqualTo("published1");
            assertThat(link.getUrl()).isEqualTo("https://example.com/published1");
            assertThat(link.getDomain()).isEqualTo("*");
        });
    }

    @Test
    void nothingChangedIsTheSameVersionAgain() {
        link("published2", "published");
        long version = publish(201);
        assertThat(publish(200)).isEqualTo(version);
        link("published3", "published");
        assertThat(publish(201)).isEqualTo(version + 1);
        api().get("/api/config/status").then().statusCode(200).body("version", equalTo((int) version + 1));
        json("{\"force\":true}").post("/api/publish").then().statusCode(400).body("errors[0].field", equalTo("force"));
        api().contentType("application/json").post("/api/publish").then().statusCode(200);
    }

    @Test
    void anEdgeThatLagsIsSentEverythingAgain() throws Exception {
        link("published4", "published");
        long version = publish(201);
        awaitManifest(version);
        anEdgeRuns(version - 1);

        var messages = awaitManifest(version);

        assertThat(messages).hasSizeGreaterThan(1);
        api().get("/api/config/status")
                .then()
                .body("live.edges", equalTo(1))
                .body("live.current", equalTo(0))
                .body("edges[0].edge", equalTo("edge-lagging"));
        sql("update edge_ledger set config_version = " + version
                + ", config_applied_at = now() where edge = 'edge-lagging'");
        api().get("/api/config/status").then().body("live.current", equalTo(1)).body("edges[0].current", equalTo(true));
    }

    @Test
    void aRestartOfAnEdgeIsNoSlowPublish() throws Exception {
        link("published6", "published");
        long version = publish(201);
        sql("update config_versions set published_at = now() - interval '1 hour' where version = " + version);
        sql("""
                insert into edge_ledger
                    (source_id, region, edge, started_at, config_version, config_applied_at, last_watermark_at)
                values
                    (4712, 'eu', 'edge-again', now() - interval '2 hours', %1$d, now() - interval '59 minutes',
                        now() - interval '5 seconds'),
                    (4713, 'eu', 'edge-again', now(), %1$d, now(), now() + interval '1 minute')
                """.formatted(version));

        var lag = api().get("/api/config/status")
                .then()
                .statusCode(200)
                .body("edges.find { it.edge == 'edge-again' }.current", equalTo(true))
                .extract()
                .<Float>path("edges.find { it.edge == 'edge-again' }.lag_seconds");

        assertThat(lag).isBetween(60f, 90f);
    }

    @Test
    void aBrokerThatIsDownDelaysTheSendingNotThePublish() throws Exception {
        link("published5", "published");
        connection.abort();
        CentreServers.servers().kill("rabbitmq-centre");
        long version;
        try {
            version = publish(201);
            anEdgeRuns(version - 1);
        } finally {
            CentreServers.servers().restart("rabbitmq-centre");
        }
        listen();
        assertThat(awaitManifest(version)).isNotEmpty();
    }

    private static long publish(int status) {
        int version = json("{}")
                .post("/api/publish")
                .then()
                .statusCode(status)
                .extract()
                .path("version");
        return version;
    }

    /** All messages up to the manifest of the version. */
    private List<GetResponse> awaitManifest(long version) {
        var messages = new ArrayList<GetResponse>();
        await().atMost(SOON).until(() -> {
            for (var next = channel.basicGet(queue, true); next != null; next = channel.basicGet(queue, true)) {
                messages.add(next);
                if (Long.toString(version).equals(header(next, BrokerNames.HEADER_VERSION))) {
                    return true;
                }
            }
            return false;
        });
        return messages;
    }

    private static String header(GetResponse message, String name) {
        return String.valueOf(message.getProps().getHeaders().get(name));
    }

    private static List<LinkRecord> linksOf(Map<String, byte[]> shards) throws Exception {
        var links = new ArrayList<LinkRecord>();
        for (var bytes : shards.values()) {
            links.addAll(LinkShard.parseFrom(bytes).getLinksList());
        }
        return links;
    }

    private void anEdgeRuns(long version) throws Exception {
        sql("""
                insert into edge_ledger (source_id, region, edge, started_at, config_version, last_watermark_at)
                values (4711, 'eu', 'edge-lagging', now(), %d, now() + interval '1 minute')
                """.formatted(version));
    }

    private void sql(String text) throws Exception {
        try (var postgres = database.getConnection();
                var statement = postgres.createStatement()) {
            statement.execute(text);
        }
    }
}
