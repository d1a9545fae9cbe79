package io.clickway.warehouse.receive;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.clickway.address.BrokerNames;
import io.clickway.warehouse.fault.FaultLog;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Every few seconds, on a connection of its own: declare queues and bindings anew, bring back what was unrouted meanwhile,
 * put dead letters into quarantine, and make a reader reconnect when the broker gives it nothing although messages wait.
 * Several instances may do it at once: a message that one has taken is not given to another before that one is gone.
 */
final class TopologyWarden implements Runnable {

    private static final Logger LOG = Logger.getLogger(TopologyWarden.class);

    /** A reader that has room gets a waiting message within milliseconds. */
    private static final Duration GRACE = Duration.ofSeconds(15);

    private final SharedConnection connection;
    private final Topology topology;
    private final List<QueueReader> readers;
    private final DeadLetters.Keeping deadKeeping;
    private final FaultLog faults;
    private final ReceiveFigures figures;
    private final Duration every;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Set<QueueReader> suspects = new HashSet<>();

    private @Nullable Channel channel;
    private @Nullable Unrouted unrouted;
    private @Nullable DeadLetters dead;
    private boolean isFailing;
    private int strangers;

    TopologyWarden(
            SharedConnection connection,
            Topology topology,
            List<QueueReader> readers,
            DeadLetters.Keeping deadKeeping,
            FaultLog faults,
            ReceiveFigures figures,
            Duration every) {
        this.connection = connection;
        this.topology = topology;
        this.readers = readers;
        this.deadKeeping = deadKeeping;
        this.faults = faults;
        this.figures = figures;
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
            var letters = dead;
            if (current == null || !current.isOpen() || back == null || letters == null) {
                current = connection.channel();
                back = new Unrouted(topology, current);
                letters = new DeadLetters(topology, current, deadKeeping);
                channel = current;
                unrouted = back;
                dead = letters;
            }
            topology.declare(current);
            bringBack(back);
            keepDead(letters);
            tellStrangers(back.strangers() + letters.strangers());
            for (var reader : readers) {
                lookFor(current, reader);
            }
            if (isFailing) {
                LOG.info("queues and bindings are in place again");
                isFailing = false;
            }
        } catch (IOException | AlreadyClosedException failed) {
            forgetChannel();
            if (!isFailing) {
                LOG.errorf(
                        "queues and bindings can't be checked, trying again every %s: %s", every, rootMessage(failed));
                isFailing = true;
            }
        } catch (RuntimeException bug) {
            forgetChannel();
            LOG.error("queues and bindings can't be checked, trying again", bug);
        }
    }

    private void forgetChannel() {
        var old = channel;
        channel = null;
        if (old != null) {
            try {
                old.abort();
            } catch (IOException alreadyGone) {
                LOG.debug("the warden's channel was gone", alreadyGone);
            }
        }
    }

    private void bringBack(Unrouted back) throws IOException {
        int count = back.bringBack();
        if (count > 0) {
            LOG.warnf("%d unrouted messages were published again", count);
            figures.broughtBack(count);
            faults.note("centre", "broker", "unrouted", count + " unrouted messages were published again");
        }
    }

    private void keepDead(DeadLetters letters) throws IOException {
        try {
            int count = letters.keep();
            if (count > 0) {
                LOG.errorf(
                        "%d messages could not be stored in as many deliveries as the broker tries"
                                + " and lie in quarantine now: cause delivery-limit",
                        count);
                figures.deadKept(count);
                faults.note(
                        "centre",
                        "broker",
                        "dead-letters",
                        count + " messages that were delivered too often lie in quarantine");
            }
        } catch (SQLException away) {
            LOG.debugf(away, "dead letters wait in their queue until Postgres takes them");
        }
    }

    private void tellStrangers(int count) {
        if (count > strangers) {
            LOG.errorf(
                    "%d messages of regions that WAREHOUSE_REGIONS does not name lie in the queues '%s' and '%s'",
                    count, BrokerNames.UNROUTED_QUEUE, BrokerNames.DEAD_QUEUE);
        }
        strangers = count;
    }

    /** Other instances read the queue, too, so that somebody does says nothing of this one. Seen twice, it is sure. */
    private void lookFor(Channel channel, QueueReader reader) throws IOException {
        boolean isForgotten = false;
        if (reader.idleFor().compareTo(GRACE) > 0) {
            var queue = channel.queueDeclarePassive(BrokerNames.clicksQueue(reader.region()));
            isForgotten = queue.getConsumerCount() == 0 || queue.getMessageCount() > 0;
        }
        if (!isForgotten) {
            suspects.remove(reader);
        } else if (!suspects.add(reader)) {
            LOG.warnf("region %s: the broker knows of no reader here, reconnecting", reader.region());
            suspects.remove(reader);
            reader.doubt();
        }
    }

    private static String rootMessage(Exception failed) {
        var cause = failed.getCause();
        return String.valueOf(cause == null ? failed.getMessage() : cause.getMessage());
    }
}
