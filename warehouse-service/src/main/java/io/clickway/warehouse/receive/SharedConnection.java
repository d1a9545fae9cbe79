package io.clickway.warehouse.receive;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the broker, opened when a channel is asked for. The client's own recovery is off: it would hand acks of
 * old deliveries to a new channel. Thread-safe.
 */
final class SharedConnection implements AutoCloseable {

    private static final int CONNECT_MILLIS = 5_000;

    private final ConnectionFactory factory;
    private final String name;
    private @Nullable Connection connection;

    /** @param name as the broker lists it */
    SharedConnection(String uri, String name, Duration heartbeat) {
        this.name = name;
        factory = new ConnectionFactory();
        try {
            factory.setUri(uri);
        } catch (URISyntaxException | GeneralSecurityException bad) {
            // The cause would show the URI, and the URI holds a password.
            throw new IllegalArgumentException("warehouse.receive.broker-uri is no AMQP URI");
        }
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setRequestedHeartbeat((int) heartbeat.toSeconds());
        factory.setConnectionTimeout(CONNECT_MILLIS);
        factory.setHandshakeTimeout(CONNECT_MILLIS);
        factory.setChannelRpcTimeout(CONNECT_MILLIS * 2);
    }

    synchronized Channel channel() throws IOException {
        var current = connection;
        if (current == null || !current.isOpen()) {
            try {
                current = factory.newConnection(name);
            } catch (TimeoutException late) {
                throw new IOException("the broker did not answer in time", late);
            }
            connection = current;
        }
        var channel = current.createChannel();
        if (channel == null) {
            throw new IOException("the broker gives no more channels");
        }
        return channel;
    }

    @Override
    public synchronized void close() {
        if (connection != null) {
            connection.abort(CONNECT_MILLIS);
            connection = null;
        }
    }
}
