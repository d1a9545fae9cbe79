package io.clickway.warehouse.receive;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.clickway.address.BrokerNames;
import io.clickway.warehouse.unpack.BatchMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A channel of the official client. Acks leave on the channel that delivered, never on a later one. */
final class RabbitQueueChannel implements QueueChannel {

    private static final Logger LOG = Logger.getLogger(RabbitQueueChannel.class);

    private final Channel channel;
    private final String region;

    /** Bounded by the prefetch: the broker sends no more before an ack. */
    private final BlockingQueue<Delivered> inbox = new LinkedBlockingQueue<>();

    private volatile boolean isCancelledByBroker;
    private @Nullable String consumerTag;

    RabbitQueueChannel(Channel channel, String region, int prefetch) throws IOException {
        this.channel = channel;
        this.region = region;
        channel.basicQos(prefetch);
    }

    @Override
    public void consume() throws IOException {
        try {
            consumerTag = channel.basicConsume(BrokerNames.clicksQueue(region), false, new DefaultConsumer(channel) {
                @Override
                public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties props, byte[] body) {
                    inbox.add(new Delivered(envelope.getDeliveryTag(), message(region, props, body)));
                }

                @Override
                public void handleCancel(String tag) {
                    isCancelledByBroker = true;
                }
            });
        } catch (AlreadyClosedException closed) {
            throw new IOException(closed);
        }
    }

    @Override
    public void cancel() throws IOException {
        var tag = consumerTag;
        if (tag != null && !isCancelledByBroker) {
            consumerTag = null;
            try {
                channel.basicCancel(tag);
            } catch (AlreadyClosedException closed) {
                throw new IOException(closed);
            }
        }
    }

    @Override
    public @Nullable Delivered next(Duration wait) throws IOException {
        try {
            return inbox.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a delivery", stopped);
        }
    }

    @Override
    public void ackThrough(long tag) throws IOException {
        try {
            channel.basicAck(tag, true);
        } catch (AlreadyClosedException closed) {
            throw new IOException(closed);
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public boolean isCancelledByBroker() {
        return isCancelledByBroker;
    }

    @Override
    public void close() {
        try {
            channel.abort();
        } catch (IOException alreadyGone) {
            LOG.debugf(alreadyGone, "region %s: channel was gone", region);
        }
    }

    static BatchMessage message(String region, AMQP.BasicProperties props, byte[] body) {
        Map<String, Object> headers = new HashMap<>();
        if (props.getHeaders() != null) {
            props.getHeaders().forEach((name, value) -> {
                if (value != null) {
                    headers.put(name, plain(value));
                }
            });
        }
        return new BatchMessage(region, props.getType() == null ? "" : props.getType(), headers, body);
    }

    /** Bytes as hex, however deep: their own text would differ from delivery to delivery. */
    private static Object plain(Object value) {
        return switch (value) {
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case List<?> list ->
                list.stream().map(item -> item == null ? "" : plain(item)).toList();
            case Map<?, ?> table -> {
                var texts = new TreeMap<String, Object>();
                table.forEach((name, item) -> texts.put(String.valueOf(name), item == null ? "" : plain(item)));
                yield texts;
            }
            default -> value;
        };
    }
}
