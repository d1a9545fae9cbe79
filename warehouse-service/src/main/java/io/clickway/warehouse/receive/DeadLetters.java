package io.clickway.warehouse.receive;

import com.rabbitmq.client.Channel;
import io.clickway.address.BrokerNames;
import io.clickway.warehouse.unpack.BatchMessage;
import java.io.IOException;
import java.sql.SQLException;

/**
 * Takes what the broker gave up delivering out of the queue {@code dead} and into quarantine, where it is seen, counted by the
 * books and can be tried again. It is not opened on the way: opening it may be what went wrong a thousand times. Acked after
 * the commit. Messages of regions that this warehouse doesn't know stay where they are, held on the channel.
 */
public final class DeadLetters {

    private static final int MAX_PER_ROUND = 32;
    private static final int MAX_STRANGERS = 64;

    private final Topology topology;
    private final Channel channel;
    private final Keeping keeping;
    private int strangers;

    DeadLetters(Topology topology, Channel channel, Keeping keeping) {
        this.topology = topology;
        this.channel = channel;
        this.keeping = keeping;
    }

    /** @return how many lie in quarantine now */
    int keep() throws IOException, SQLException {
        int kept = 0;
        while (kept < MAX_PER_ROUND && strangers < MAX_STRANGERS) {
            var message = channel.basicGet(BrokerNames.DEAD_QUEUE, false);
            if (message == null) {
                break;
            }
            var region = topology.regionOf(message.getEnvelope().getRoutingKey());
            if (region.isEmpty()) {
                strangers++;
                continue;
            }
            var tag = message.getEnvelope().getDeliveryTag();
            try {
                keeping.keep(RabbitQueueChannel.message(region.get(), message.getProps(), message.getBody()));
            } catch (SQLException | RuntimeException failed) {
                channel.basicReject(tag, true);
                throw failed;
            }
            channel.basicAck(tag, false);
            kept++;
        }
        return kept;
    }

    /** Messages of regions that nobody told this warehouse of. */
    int strangers() {
        return strangers;
    }

    /** Puts a message into quarantine unopened; committed when it returns. */
    @FunctionalInterface
    public interface Keeping {
        void keep(BatchMessage message) throws SQLException;
    }
}
