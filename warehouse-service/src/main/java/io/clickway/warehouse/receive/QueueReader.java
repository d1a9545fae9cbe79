package io.clickway.warehouse.receive;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.clickway.address.BrokerNames;
import io.clickway.retry.Backoff;
import io.clickway.warehouse.fault.FaultLog;
import io.clickway.warehouse.unpack.BatchMessage;
import io.clickway.warehouse.unpack.BatchUnpacker;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads one region's queue on a thread of its own: take what is there, store it in one transaction, ack it on the channel
 * that delivered it. A lost channel is replaced with growing waits, and what it had delivered is forgotten: the broker
 * delivers it again and the ledger knows it. While Postgres is away the consumer is cancelled once and what is in hand is
 * tried again and again; nothing is given back, because every return counts against the delivery limit.
 */
final class QueueReader implements Runnable {

    private static final Logger LOG = Logger.getLogger(QueueReader.class);
    private static final long IDLE_MILLIS = 200;

    /** A deadlock or a failover of milliseconds is no reason to stop reading. */
    private static final int FAILURES_BEFORE_PAUSE = 2;

    private final String region;
    private final SharedConnection connection;
    private final BatchUnpacker unpacker;
    private final BatchStore store;
    private final FaultLog faults;
    private final Limits limits;

    private volatile ReaderState state = ReaderState.CONNECTING;
    private volatile boolean isStopping;
    private volatile boolean isDoubted;
    private volatile long stateSinceNanos = System.nanoTime();

    QueueReader(
            String region,
            SharedConnection connection,
            BatchUnpacker unpacker,
            BatchStore store,
            FaultLog faults,
            Limits limits) {
        this.region = region;
        this.connection = connection;
        this.unpacker = unpacker;
        this.store = store;
        this.faults = faults;
        this.limits = limits;
    }

    @Override
    public void run() {
        int failures = 0;
        boolean isOut = false;
        while (!isStopping) {
            enter(ReaderState.CONNECTING);
            try (var session = new Session(connection.channel())) {
                session.consume();
                failures = 0;
                if (isOut) {
                    LOG.infof("region %s: reading its queue again", region);
                    faults.healed(region, "broker-lost");
                    isOut = false;
                }
                session.read();
            } catch (IOException | AlreadyClosedException failed) {
                LOG.debugf(failed, "region %s: the channel is gone", region);
            } catch (RuntimeException bug) {
                LOG.errorf(bug, "region %s: reading failed, nothing was acked", region);
            }
            if (!isStopping) {
                failures++;
                if (!isOut) {
                    LOG.warnf("region %s: lost the broker, trying again", region);
                    faults.began(region, "broker", "broker-lost", "the queue of region " + region + " can't be read");
                    isOut = true;
                }
                waitOnce(limits.backoff().delay(failures, ThreadLocalRandom.current()));
            }
        }
        enter(ReaderState.STOPPED);
    }

    /** Ends after what was delivered is stored and acked. */
    void stop() {
        isStopping = true;
    }

    /** The broker says that nobody reads the queue: take a new channel. */
    void doubt() {
        isDoubted = true;
    }

    String region() {
        return region;
    }

    ReaderState state() {
        return state;
    }

    Duration stateFor() {
        return Duration.ofNanos(System.nanoTime() - stateSinceNanos);
    }

    private void enter(ReaderState next) {
        if (state != next) {
            state = next;
            stateSinceNanos = System.nanoTime();
        }
    }

    private void waitOnce(Duration delay) {
        long until = System.nanoTime() + delay.toNanos();
        try {
            while (!isStopping && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(Math.min(50, delay.toMillis()));
            }
        } catch (InterruptedException stopped) {
            isStopping = true;
        }
    }

    /** How much is in hand at once, and how long to wait for others. */
    record Limits(int prefetch, Handful.Bounds handful, Backoff backoff, Duration stopWithin) {}

    /** The life of one channel. */
    private final class Session implements AutoCloseable {

        private final Channel channel;

        /** Bounded by the prefetch: the broker sends no more before an ack. */
        private final BlockingQueue<Delivered> inbox = new LinkedBlockingQueue<>();

        private final AtomicBoolean isCancelled = new AtomicBoolean();
        private @Nullable String consumerTag;

        Session(Channel channel) {
            this.channel = channel;
        }

        void consume() throws IOException {
            isDoubted = false;
            channel.basicQos(limits.prefetch());
            consumerTag = channel.basicConsume(BrokerNames.clicksQueue(region), false, new DefaultConsumer(channel) {
                @Override
                public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties props, byte[] body) {
                    inbox.add(new Delivered(envelope.getDeliveryTag(), message(props, body)));
                }

                @Override
                public void handleCancel(String tag) {
                    isCancelled.set(true);
                }
            });
            enter(ReaderState.READING);
        }

        void read() throws IOException {
            while (!isStopping && channel.isOpen() && !isCancelled.get() && !isDoubted) {
                var first = poll(IDLE_MILLIS);
                if (first != null) {
                    storeAndAck(first);
                    if (consumerTag == null && inbox.isEmpty() && channel.isOpen() && !isStopping) {
                        consume();
                    }
                }
            }
            if (isStopping && channel.isOpen()) {
                finish();
            }
        }

        /** What the broker has delivered already is stored, so that nothing is delivered twice after a stop. */
        private void finish() throws IOException {
            cancel();
            long deadline = System.nanoTime() + limits.stopWithin().toNanos();
            for (var first = inbox.poll();
                    first != null && channel.isOpen() && System.nanoTime() < deadline;
                    first = inbox.poll()) {
                if (!storeAndAck(first)) {
                    return;
                }
            }
        }

        private boolean storeAndAck(Delivered first) throws IOException {
            var handful = new Handful(limits.handful(), System.nanoTime());
            handful.add(first.tag(), unpacker.unpack(first.message()));
            while (!handful.isFull(System.nanoTime())) {
                var next = inbox.poll();
                if (next == null) {
                    break;
                }
                handful.add(next.tag(), unpacker.unpack(next.message()));
            }
            if (!storeSometime(handful)) {
                return false;
            }
            if (channel.isOpen()) {
                channel.basicAck(handful.lastTag(), true);
            }
            return true;
        }

        /** @return false when the process stops or the channel ends before Postgres takes it */
        private boolean storeSometime(Handful handful) throws IOException {
            for (int failures = 1; ; failures++) {
                try {
                    store.store(region, handful.batches());
                    if (state == ReaderState.WAITING_FOR_STORE) {
                        LOG.infof("region %s: Postgres takes rows again", region);
                        faults.healed(region, "store-refuses");
                        enter(ReaderState.READING);
                    }
                    return true;
                } catch (SQLException failed) {
                    pauseAfter(failures, failed, "SQLSTATE " + failed.getSQLState());
                } catch (RuntimeException bug) {
                    pauseAfter(failures, bug, bug.toString());
                }
                if (isStopping || !channel.isOpen()) {
                    return false;
                }
                waitOnce(limits.backoff().delay(failures, ThreadLocalRandom.current()));
            }
        }

        private void pauseAfter(int failures, Exception failed, String what) throws IOException {
            LOG.debugf(failed, "region %s: transaction rolled back", region);
            if (failures == FAILURES_BEFORE_PAUSE) {
                cancel();
                enter(ReaderState.WAITING_FOR_STORE);
                LOG.warnf(
                        "region %s: Postgres does not take rows (%s); reading pauses, nothing is acked", region, what);
                faults.began(region, "postgres", "store-refuses", "rows of region " + region + " wait: " + what);
            }
        }

        private void cancel() throws IOException {
            var tag = consumerTag;
            if (tag != null && channel.isOpen() && !isCancelled.get()) {
                consumerTag = null;
                channel.basicCancel(tag);
            }
        }

        private @Nullable Delivered poll(long millis) {
            try {
                return inbox.poll(millis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException stopped) {
                isStopping = true;
                return null;
            }
        }

        private BatchMessage message(AMQP.BasicProperties props, byte[] body) {
            Map<String, Object> headers = new HashMap<>();
            if (props.getHeaders() != null) {
                props.getHeaders().forEach((name, value) -> {
                    if (value != null) {
                        headers.put(name, value);
                    }
                });
            }
            return new BatchMessage(region, props.getType() == null ? "" : props.getType(), headers, body);
        }

        @Override
        public void close() {
            try {
                channel.abort();
            } catch (IOException alreadyGone) {
                LOG.debugf(alreadyGone, "region %s: channel was gone", region);
            }
        }
    }
}
