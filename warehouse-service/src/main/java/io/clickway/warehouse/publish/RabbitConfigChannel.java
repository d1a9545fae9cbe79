package io.clickway.warehouse.publish;

import io.clickway.address.BrokerNames;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.rabbitmq.OutgoingRabbitMQMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jboss.logging.Logger;

/**
 * Sends configuration to the exchange {@code config} of the centre's broker through the SmallRye connector, one message
 * at a time. The connector reconnects for ever; what it loses meanwhile is sent again by {@link Repair}.
 */
@ApplicationScoped
class RabbitConfigChannel implements ConfigChannel {

    private static final Logger LOG = Logger.getLogger(RabbitConfigChannel.class);
    private static final int PERSISTENT = 2;

    private final MutinyEmitter<byte[]> emitter;

    /** No more than a few messages wait for the broker: beyond that they are refused, not kept. */
    RabbitConfigChannel(
            @Channel("config") @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 4)
                    MutinyEmitter<byte[]> emitter) {
        this.emitter = emitter;
    }

    @Override
    public boolean sendShard(String sha256, byte[] bytes, Duration timeout) {
        return send(
                bytes,
                timeout,
                new OutgoingRabbitMQMetadata.Builder()
                        .withRoutingKey(BrokerNames.CONFIG_SHARD_KEY)
                        .withHeader(BrokerNames.HEADER_KIND, BrokerNames.KIND_SHARD)
                        .withHeader(BrokerNames.HEADER_SHA256, sha256));
    }

    @Override
    public boolean sendManifest(long version, byte[] bytes, Duration timeout) {
        return send(
                bytes,
                timeout,
                new OutgoingRabbitMQMetadata.Builder()
                        .withRoutingKey(BrokerNames.CONFIG_MANIFEST_KEY)
                        .withHeader(BrokerNames.HEADER_KIND, BrokerNames.KIND_MANIFEST)
                        .withHeader(BrokerNames.HEADER_VERSION, version));
    }

    private boolean send(byte[] bytes, Duration timeout, OutgoingRabbitMQMetadata.Builder metadata) {
        var described = metadata.withContentType("application/octet-stream")
                .withDeliveryMode(PERSISTENT)
                .build();
        try {
            emitter.sendMessage(Message.of(bytes, Metadata.of(described)))
                    .await()
                    .atMost(timeout);
            return true;
        } catch (TimeoutException tookTooLong) {
            return false;
        } catch (RuntimeException refused) {
            LOG.debugf(refused, "The broker did not take a configuration message");
            return false;
        }
    }
}
