package io.clickway.warehouse.receive;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.clickway.address.BrokerNames;
import io.clickway.warehouse.fault.FaultLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Every few seconds, on a connection of its own: declare queues and bindings anew, bring back what was unrouted meanwhile,
 * and make a reader reconnect when the broker says that nobody reads its queue.
 */
final class TopologyWarden implements Runnable {

    private static final Logger LOG = Logger.getLogger(TopologyWarden.class);

    /** A reader gets this long to be seen by the broker. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final SharedConnection connection;
    private final Topology topology;
    private final List<QueueReader> readers;
    private final FaultLog faults;
    private final IntConsumer broughtBack;
    private final Duration every;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private @Nullable Channel channel;
    private @Nullable Unrouted unrouted;
    private boolean isFailing;
    private int strangers;

    /** @param broughtBack told how many unrouted messages were published again */
    TopologyWarden(
            SharedConnection connection,
            Topology topology,
            List<QueueReader> readers,
            FaultLog faults,
            IntConsumer broughtBack,
            Duration every) {
        this.connection = connection;
        this.topology = topology;
        this.readers = readers;
        this.faults = faults;
        this.broughtBack = broughtBack;
        this.every = every;
    }

    @Override
    public void run() {
        try {
            do {
                check();
            } while (!stopped.await(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        stopped.countDown();
    }

    private void check() {
        try {
            var current = channel;
            var back = unrouted;
            if (current == null || !current.isOpen() || back == null) {
                current = connection.channel();
                back = new Unrouted(topology, current);
                channel = current;
                unrouted = back;
            }
            topology.declare(current);
            bringBack(back);
            for (var reader : readers) {
                lookFor(current, reader);
            }
            if (isFailing) {
                LOG.info("queues and bindings are in place again");
                isFailing = false;
            }
        } catch (IOException | AlreadyClosedException failed) {
            unrouted = null;
            if (!isFailing) {
                LOG.errorf(
                        "queues and bindings can't be checked, trying again every %s: %s", every, rootMessage(failed));
                isFailing = true;
            }
        }
    }

    private void bringBack(Unrouted back) throws IOException {
        int count = back.bringBack();
        if (count > 0) {
            LOG.warnf("%d unrouted messages were published again", count);
            broughtBack.accept(count);
            faults.note("centre", "broker", "unrouted", count + " unrouted messages were published again");
        }
        if (back.strangers() > strangers) {
            LOG.errorf(
                    "%d messages of regions that WAREHOUSE_REGIONS does not name lie in the queue '%s'",
                    back.strangers(), BrokerNames.UNROUTED_QUEUE);
        }
        strangers = back.strangers();
    }

    private static void lookFor(Channel channel, QueueReader reader) throws IOException {
        if (reader.state() == ReaderState.READING && reader.stateFor().compareTo(GRACE) > 0) {
            var queue = BrokerNames.clicksQueue(reader.region());
            if (channel.queueDeclarePassive(queue).getConsumerCount() == 0) {
                LOG.warnf("region %s: the broker knows of no reader, reconnecting", reader.region());
                reader.doubt();
            }
        }
    }

    private static String rootMessage(Exception failed) {
        var cause = failed.getCause();
        return String.valueOf(cause == null ? failed.getMessage() : cause.getMessage());
    }
}
