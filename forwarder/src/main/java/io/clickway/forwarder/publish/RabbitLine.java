package io.clickway.forwarder.publish;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.SocketConfigurators;
import io.clickway.address.BrokerNames;
import io.clickway.forwarder.batch.OutboundMessage;
import io.clickway.forwarder.failpoint.Failpoint;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection with one confirming channel, from its opening to its loss; never recovered. Its thread opens it and
 * writes: a broker that stops reading then blocks this thread, not the one that carries. Outcomes come from the client's
 * reader thread in the order the broker sent them, so that a return stands before its confirm.
 */
final class RabbitLine {

    private static final int PERSISTENT = 2;

    private final ConnectionFactory factory;
    private final String routingKey;
    private final long epoch;
    private final OutcomeQueue outcomes;
    private final Failpoint failpoint;
    private final Thread writer;
    /** Bounded by the window of the caller; empty means: close. */
    private final BlockingQueue<Optional<OutboundMessage>> toSend = new LinkedBlockingQueue<>();

    private final ConcurrentNavigableMap<Long, UUID> unconfirmed = new ConcurrentSkipListMap<>();
    private final AtomicBoolean isClosed = new AtomicBoolean();
    private volatile @Nullable Socket socket;

    RabbitLine(
            ConnectionFactory shared,
            String name,
            String routingKey,
            long epoch,
            OutcomeQueue outcomes,
            Failpoint failpoint) {
        this.factory = shared.clone();
        this.routingKey = routingKey;
        this.epoch = epoch;
        this.outcomes = outcomes;
        this.failpoint = failpoint;
        this.writer = new Thread(() -> run(name), "forwarder-broker-" + epoch);
        factory.setSocketConfigurator(SocketConfigurators.defaultConfigurator().andThen(opened -> socket = opened));
    }

    void start() {
        writer.setDaemon(true);
        writer.start();
    }

    void send(OutboundMessage message) {
        toSend.add(Optional.of(message));
    }

    /** Cuts the line without a farewell, even when the broker reads nothing. Nothing is reported from here on. */
    void drop() {
        isClosed.set(true);
        var current = socket;
        if (current != null) {
            try {
                current.close();
            } catch (IOException alreadyBroken) {
                // The aim is reached.
            }
        }
        writer.interrupt();
    }

    /** Closes the line properly, if that is done within the limit. */
    void finish(Duration limit) {
        isClosed.set(true);
        toSend.add(Optional.empty());
        try {
            if (!writer.join(limit)) {
                drop();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            drop();
        }
    }

    private void run(String name) {
        Connection connection = null;
        try {
            connection = factory.newConnection(name);
            var channel = open(connection);
            outcomes.put(new Outcome.Opened(epoch));
            for (var message = toSend.take(); message.isPresent(); message = toSend.take()) {
                write(channel, message.get());
            }
        } catch (InterruptedException dropped) {
            closed("dropped");
        } catch (IOException | TimeoutException | RuntimeException failed) {
            closed(reason(failed));
        } finally {
            isClosed.set(true);
            if (connection != null) {
                connection.abort(factory.getShutdownTimeout());
            }
        }
    }

    private Channel open(Connection connection) throws IOException {
        connection.addShutdownListener(signal -> lost(signal));
        connection.addBlockedListener(
                cause -> report(new Outcome.Blocked(epoch, String.valueOf(cause))),
                () -> report(new Outcome.Unblocked(epoch)));
        var channel = connection.createChannel();
        if (channel == null) {
            throw new IOException("the broker allows no further channel");
        }
        channel.addShutdownListener(signal -> lost(signal));
        channel.addReturnListener(returned -> report(new Outcome.Returned(
                epoch, UUID.fromString(returned.getProperties().getMessageId()), returned.getReplyText())));
        channel.addConfirmListener(
                (tag, multiple) -> settle(tag, multiple, message -> new Outcome.Confirmed(epoch, message)),
                (tag, multiple) -> settle(tag, multiple, message -> new Outcome.Nacked(epoch, message)));
        channel.confirmSelect();
        return channel;
    }

    private void write(Channel channel, OutboundMessage message) throws IOException {
        var properties = new BasicProperties.Builder()
                .messageId(message.id().toString())
                .deliveryMode(PERSISTENT)
                .timestamp(madeAt(message.id()))
                .contentType(message.kind().contentType())
                .type(message.kind().type())
                .headers(message.headers())
                .build();
        unconfirmed.put(channel.getNextPublishSeqNo(), message.id());
        channel.basicPublish(BrokerNames.CLICKS, routingKey, true, properties, message.body());
        failpoint.reached(Failpoint.Step.AFTER_PUBLISH);
    }

    /** A UUIDv7 begins with its milliseconds. Shown by the broker as the age of its oldest message. */
    private static Date madeAt(UUID id) {
        return new Date(id.getMostSignificantBits() >>> 16);
    }

    private void settle(long tag, boolean multiple, Function<UUID, Outcome> outcome) {
        if (multiple) {
            for (var first = unconfirmed.firstEntry();
                    first != null && first.getKey() <= tag;
                    first = unconfirmed.firstEntry()) {
                unconfirmed.remove(first.getKey());
                report(outcome.apply(first.getValue()));
            }
        } else {
            var message = unconfirmed.remove(tag);
            if (message != null) {
                report(outcome.apply(message));
            }
        }
    }

    private void report(Outcome outcome) {
        if (!isClosed.get()) {
            outcomes.put(outcome);
        }
    }

    private void lost(ShutdownSignalException signal) {
        closed(reason(signal));
        writer.interrupt();
    }

    private void closed(String cause) {
        if (isClosed.compareAndSet(false, true)) {
            outcomes.put(new Outcome.Closed(epoch, cause));
        }
    }

    private static String reason(Throwable failed) {
        return failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
    }
}
