package io.clickway.warehouse.receive;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.clickway.address.BrokerNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/**
 * Brings back what found no queue: a region's broker delivers into the centre even while a queue is missing there, and the
 * alternate exchange keeps it. A message is acked only after the broker confirmed its copy. Messages of regions that this
 * warehouse doesn't know are held unacked on the channel, so that they aren't requeued round after round; their number is
 * bounded.
 */
final class Unrouted {

    private static final int ROUND = 32;
    private static final int MAX_ROUNDS = 32;
    private static final int MAX_STRANGERS = 64;
    private static final long CONFIRM_MILLIS = 10_000;

    private final Topology topology;
    private final Channel channel;
    private int strangers;

    Unrouted(Topology topology, Channel channel) throws IOException {
        this.topology = topology;
        this.channel = channel;
        channel.confirmSelect();
    }

    /** @return how many were published again */
    int bringBack() throws IOException {
        int broughtBack = 0;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            var some = take();
            if (some.isEmpty()) {
                break;
            }
            for (var message : some) {
                channel.basicPublish(
                        BrokerNames.CLICKS,
                        message.getEnvelope().getRoutingKey(),
                        true,
                        message.getProps(),
                        message.getBody());
            }
            confirm();
            for (var message : some) {
                channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
            }
            broughtBack += some.size();
        }
        return broughtBack;
    }

    /** Messages of regions that nobody told this warehouse of. */
    int strangers() {
        return strangers;
    }

    private List<GetResponse> take() throws IOException {
        var some = new ArrayList<GetResponse>(ROUND);
        while (some.size() < ROUND && strangers < MAX_STRANGERS) {
            var message = channel.basicGet(BrokerNames.UNROUTED_QUEUE, false);
            if (message == null) {
                break;
            }
            if (topology.regionOf(message.getEnvelope().getRoutingKey()).isPresent()) {
                some.add(message);
            } else {
                strangers++;
            }
        }
        return some;
    }

    private void confirm() throws IOException {
        try {
            channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while waiting for the broker's confirm", stopped);
        } catch (TimeoutException late) {
            throw new IOException("the broker did not confirm in time", late);
        }
    }
}
