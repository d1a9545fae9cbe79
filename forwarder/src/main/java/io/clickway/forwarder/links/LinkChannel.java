package io.clickway.forwarder.links;

import io.clickway.address.BrokerNames;
import io.clickway.retry.Backoff;
import io.smallrye.reactive.messaging.annotations.Blocking;
import io.smallrye.reactive.messaging.rabbitmq.IncomingRabbitMQMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Receives the configuration from the centre's broker. A message is acked when Redis has it or when it's ignored for good;
 * if Redis fails, it goes back to the queue after a pause.
 */
@ApplicationScoped
public class LinkChannel {

    private static final Logger LOG = Logger.getLogger(LinkChannel.class);
    private static final Backoff PAUSE = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final LinkUpdates updates;
    private final LinkFigures figures = new LinkFigures();
    private int failures;

    @Inject
    LinkChannel(RedisLinkStore store) {
        this.updates = new LinkUpdates(store);
    }

    /** For metrics and health. */
    public LinkFigures figures() {
        return figures;
    }

    @Incoming("config")
    @Blocking
    void receive(byte[] body, IncomingRabbitMQMetadata message) {
        try {
            tell(update(body, message));
            failures = 0;
        } catch (RuntimeException failed) {
            figures.failures.incrementAndGet();
            if (++failures == 1) {
                LOG.warnf("configuration: not kept, it is tried again: %s", failed.getMessage());
            }
            LockSupport.parkNanos(
                    PAUSE.delay(failures, ThreadLocalRandom.current()).toNanos());
            throw failed;
        }
    }

    private LinkUpdate update(byte[] body, IncomingRabbitMQMetadata message) {
        var kind = text(message, BrokerNames.HEADER_KIND);
        return switch (kind) {
            case BrokerNames.KIND_SHARD -> updates.shard(text(message, BrokerNames.HEADER_SHA256), body);
            case BrokerNames.KIND_MANIFEST -> updates.manifest(version(message), body);
            default -> new LinkUpdate.Ignored("a message of unknown kind");
        };
    }

    private void tell(LinkUpdate update) {
        switch (update) {
            case LinkUpdate.ShardKept kept -> figures.shardsKept.incrementAndGet();
            case LinkUpdate.AlreadyKnown known -> {
                figures.version.accumulateAndGet(known.version(), Math::max);
                LOG.debugf("configuration: version %d or a newer one is in force already", known.version());
            }
            case LinkUpdate.VersionInForce inForce -> {
                figures.version.accumulateAndGet(inForce.version(), Math::max);
                LOG.infof(
                        "configuration: version %d is in force, %d shards, %d unused removed",
                        inForce.version(), inForce.shards(), inForce.removed());
            }
            case LinkUpdate.Ignored ignored -> {
                figures.messagesIgnored.incrementAndGet();
                LOG.warnf("configuration: ignored, the centre sends it again if it is needed: %s", ignored.reason());
            }
        }
    }

    /** Texts may come as objects of the client whose toString is the text. */
    private static String text(IncomingRabbitMQMetadata message, String header) {
        return String.valueOf(message.getHeaders().get(header));
    }

    private static long version(IncomingRabbitMQMetadata message) {
        return message.getHeaders().get(BrokerNames.HEADER_VERSION) instanceof Number version ? version.longValue() : 0;
    }
}
