package io.clickway.warehouse.receive;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import io.clickway.address.BrokerNames;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Exchanges, queues and bindings at the centre, as provisioning makes them. Declaring them again changes nothing when they
 * are there and heals what someone deleted; the broker refuses when they are there with other arguments.
 */
final class Topology {

    private static final Map<String, Object> QUORUM = Map.of("x-queue-type", "quorum");

    /**
     * A limit of 1,000 deliveries: a batch must survive many crashes, yet no message may go round for ever. Not a single
     * active consumer: every instance reads, and the ledger's locks keep them exact.
     */
    static final Map<String, Object> REGION_QUEUE = Map.of(
            "x-queue-type",
            "quorum",
            "x-delivery-limit",
            1_000L,
            "x-dead-letter-exchange",
            BrokerNames.DEAD_EXCHANGE,
            "x-dead-letter-strategy",
            "at-least-once",
            "x-overflow",
            "reject-publish");

    private final List<String> regions;

    Topology(List<String> regions) {
        this.regions = List.copyOf(regions);
    }

    void declare(Channel channel) throws IOException {
        channel.exchangeDeclare(BrokerNames.UNROUTED_EXCHANGE, BuiltinExchangeType.FANOUT, true);
        channel.queueDeclare(BrokerNames.UNROUTED_QUEUE, true, false, false, QUORUM);
        channel.queueBind(BrokerNames.UNROUTED_QUEUE, BrokerNames.UNROUTED_EXCHANGE, "");
        channel.exchangeDeclare(BrokerNames.DEAD_EXCHANGE, BuiltinExchangeType.TOPIC, true);
        channel.queueDeclare(BrokerNames.DEAD_QUEUE, true, false, false, QUORUM);
        channel.queueBind(BrokerNames.DEAD_QUEUE, BrokerNames.DEAD_EXCHANGE, "#");
        channel.exchangeDeclare(
                BrokerNames.CLICKS,
                BuiltinExchangeType.TOPIC,
                true,
                false,
                Map.of("alternate-exchange", BrokerNames.UNROUTED_EXCHANGE));
        for (var region : regions) {
            var queue = BrokerNames.clicksQueue(region);
            channel.queueDeclare(queue, true, false, false, REGION_QUEUE);
            channel.queueBind(queue, BrokerNames.CLICKS, BrokerNames.clicksBinding(region));
        }
    }

    /** The region into whose queue a message with this routing key goes. */
    Optional<String> regionOf(String routingKey) {
        return regions.stream()
                .filter(region -> routingKey.equals(region) || routingKey.startsWith(region + "."))
                .findFirst();
    }
}
