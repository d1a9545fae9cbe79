package io.clickway.forwarder.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.clickway.address.BrokerNames;
import io.clickway.address.RedisKeys;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import io.clickway.links.proto.ShardRef;
import io.clickway.testkit.PrivateServers;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The configuration's way from the centre's broker into the region's Redis. */
class LinkIT {

    @RegisterExtension
    private static final RegionServers SERVERS = new RegionServers();

    private static PrivateServers servers;
    private static EdgeStandIn operator;

    @BeforeAll
    static void startServers() {
        servers = SERVERS.get();
        operator = new EdgeStandIn(servers.get("redis.eu.uri.operator"));
    }

    @AfterAll
    static void stopServers() {
        operator.close();
    }

    @Test
    void carriesClicksWithoutTheCentreAndTakesLinksWhenItIsBack() throws Exception {
        servers.stop("rabbitmq-centre");
        try (var edge = new EdgeStandIn(servers.get("redis.eu.uri.edge"));
                var forwarder = ForwarderProcess.start(servers, "forwarder-eu", 9001, Map.of())
                        .awaitLease()) {
            edge.source(1).commit(3);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> forwarder.metric("forwarder_events_confirmed_total") == 3);
            assertThat(forwarder.get("/q/health/ready")).contains("\"centre_connected\": false");

            servers.restart("rabbitmq-centre");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> forwarder.get("/q/health/ready").contains("\"centre_connected\": true"));
            putsVersionsInForceWholeAndInOrder(forwarder);
            servers.kill("rabbitmq-centre");
            servers.restart("rabbitmq-centre");
            await().atMost(Duration.ofMinutes(1)).ignoreExceptions().untilAsserted(() -> {
                publishVersion(9, shard("again"));
                assertThat(text(RedisKeys.CONFIG_VERSION)).isEqualTo("9");
            });
            assertThat(forwarder.terminate()).isZero();
        }
    }

    private void putsVersionsInForceWholeAndInOrder(ForwarderProcess forwarder) throws Exception {
        var one = shard("one");
        var two = shard("two");
        var three = shard("three");
        publishVersion(1, one, two);
        awaitVersion(1);
        assertThat(operator.keys("cfg:shard:*")).containsExactlyInAnyOrder(key(one), key(two));

        publishManifest(2, shard("never sent"));
        publishShard(HexFormat.of().formatHex(new byte[32]), three.toByteArray());
        publishShard("not even a hash", new byte[2 * 1024 * 1024]);
        await().atMost(Duration.ofMinutes(1))
                .until(() -> forwarder.metric("forwarder_config_messages_ignored_total") == 3);
        assertThat(text(RedisKeys.CONFIG_VERSION)).isEqualTo("1");

        publishVersion(3, two, three);
        awaitVersion(3);
        publishVersion(2, one);
        publishVersion(4, three);
        awaitVersion(4);
        await().atMost(Duration.ofMinutes(1)).until(() -> forwarder.metric("forwarder_config_version") == 4);
        assertThat(operator.keys("cfg:shard:*")).contains(key(two), key(three));
        publishVersion(5, three);
        publishVersion(6, three);
        awaitVersion(6);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(operator.keys("cfg:shard:*"))
                        .contains(key(three))
                        .doesNotContain(key(two)));
    }

    private static void awaitVersion(long version) {
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(text(RedisKeys.CONFIG_VERSION)).isEqualTo(Long.toString(version)));
    }

    private static String text(String key) {
        return String.valueOf(operator.send(Request.cmd(Command.GET).arg(key)));
    }

    private static LinkShard shard(String slug) {
        return LinkShard.newBuilder()
                .addLinks(LinkRecord.newBuilder().setLinkId(1).setDomain("*").setSlug(slug))
                .build();
    }

    private static byte[] hash(LinkShard shard) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(shard.toByteArray());
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String key(LinkShard shard) {
        return RedisKeys.configShard(HexFormat.of().formatHex(hash(shard)));
    }

    private static void publishVersion(long version, LinkShard... shards) throws Exception {
        for (var shard : shards) {
            publishShard(HexFormat.of().formatHex(hash(shard)), shard.toByteArray());
        }
        publishManifest(version, shards);
    }

    private static void publishShard(String sha256, byte[] body) throws Exception {
        publish(
                BrokerNames.CONFIG_SHARD_KEY,
                Map.of(BrokerNames.HEADER_KIND, BrokerNames.KIND_SHARD, BrokerNames.HEADER_SHA256, sha256),
                body);
    }

    private static void publishManifest(long version, LinkShard... shards) throws Exception {
        var manifest = LinkManifest.newBuilder().setVersion(version);
        for (var shard : List.of(shards)) {
            manifest.addShards(ShardRef.newBuilder().setSha256(ByteString.copyFrom(hash(shard))));
        }
        publish(
                BrokerNames.CONFIG_MANIFEST_KEY,
                Map.of(BrokerNames.HEADER_KIND, BrokerNames.KIND_MANIFEST, BrokerNames.HEADER_VERSION, version),
                manifest.build().toByteArray());
    }

    private static void publish(String routingKey, Map<String, Object> headers, byte[] body) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(servers.get("rabbitmq.centre.uri.warehouse"));
        try (Connection connection = factory.newConnection();
                var channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.basicPublish(
                    BrokerNames.CONFIG,
                    routingKey,
                    new AMQP.BasicProperties.Builder()
                            .headers(headers)
                            .deliveryMode(2)
                            .build(),
                    body);
            channel.waitForConfirmsOrDie(30_000);
        }
    }
}
