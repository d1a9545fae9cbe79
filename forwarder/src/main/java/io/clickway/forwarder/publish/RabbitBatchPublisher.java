package io.clickway.forwarder.publish;

import com.rabbitmq.client.ConnectionFactory;
import io.clickway.address.BrokerNames;
import io.clickway.forwarder.batch.OutboundMessage;
import io.clickway.forwarder.failpoint.Failpoint;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** {@link BatchPublisher} on the official client: each epoch is a connection, a channel and a thread of its own. */
public final class RabbitBatchPublisher implements BatchPublisher {

    private static final int HEARTBEAT_SECONDS = 10;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int SHUTDOWN_MILLIS = 1_000;

    private final ConnectionFactory factory;
    private final String name;
    private final String routingKey;
    private final OutcomeQueue outcomes;
    private final Failpoint failpoint;
    private @Nullable RabbitLine line;

    /**
     * @param uri {@code amqp[s]://user:password@host:port/vhost}; amqps verifies certificate and host name
     * @param name of the connection, shown by the broker
     * @throws IllegalArgumentException if the URI is none; never shows it, it holds a password
     */
    public RabbitBatchPublisher(String uri, String name, String region, OutcomeQueue outcomes, Failpoint failpoint) {
        this.factory = factory(uri);
        this.name = name;
        this.routingKey = BrokerNames.clicksRoutingKey(region, 0);
        this.outcomes = outcomes;
        this.failpoint = failpoint;
    }

    private static ConnectionFactory factory(String uri) {
        var factory = new ConnectionFactory();
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS); // unless the URI says heartbeat=…
        try {
            factory.setUri(uri);
            if (factory.isSSL()) {
                factory.useSslProtocol(SSLContext.getDefault());
                factory.enableHostnameVerification();
            }
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException bad) {
            // Without the cause: its message may hold the URI.
            throw new IllegalArgumentException("forwarder.broker-uri is no amqp or amqps URI");
        }
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setConnectionTimeout(TIMEOUT_MILLIS);
        factory.setHandshakeTimeout(TIMEOUT_MILLIS);
        factory.setChannelRpcTimeout(TIMEOUT_MILLIS);
        factory.setShutdownTimeout(SHUTDOWN_MILLIS);
        return factory;
    }

    @Override
    public void open(long epoch) {
        drop();
        var next = new RabbitLine(factory, name, routingKey, epoch, outcomes, failpoint);
        line = next;
        next.start();
    }

    @Override
    public void publish(OutboundMessage message) {
        var current = line;
        if (current != null) {
            current.send(message);
        }
    }

    @Override
    public void drop() {
        var current = line;
        line = null;
        if (current != null) {
            current.drop();
        }
    }

    @Override
    public void close() {
        var current = line;
        line = null;
        if (current != null) {
            current.finish(Duration.ofMillis(SHUTDOWN_MILLIS));
        }
    }
}
