package io.clickway.forwarder.run;

import io.clickway.forwarder.batch.MessageMaker;
import io.clickway.forwarder.carry.CarryFigures;
import io.clickway.forwarder.carry.CarryLoop;
import io.clickway.forwarder.carry.CarryRules;
import io.clickway.forwarder.failpoint.Failpoint;
import io.clickway.forwarder.life.DataFolder;
import io.clickway.forwarder.life.FormerLives;
import io.clickway.forwarder.publish.OutcomeQueue;
import io.clickway.forwarder.publish.RabbitBatchPublisher;
import io.clickway.forwarder.stream.RedisEventStream;
import io.clickway.forwarder.stream.RedisLeases;
import io.clickway.forwarder.stream.RedisLine;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.redis.client.Redis;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The thread that owns the carry loop, from the start of the process until its last confirm. Should the loop fail in a way
 * nobody foresaw, a new one takes its place and begins with what is pending.
 */
@ApplicationScoped
public class CarryThread {

    private static final Logger LOG = Logger.getLogger(CarryThread.class);
    private static final Duration REDIS_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration RESTART_DELAY = Duration.ofSeconds(1);
    private static final Duration STOP_MARGIN = Duration.ofSeconds(5);

    private final ForwarderSettings settings;
    private final Redis redis;
    private final CarryFigures figures = new CarryFigures();
    private final SecureRandom random = new SecureRandom();
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable CarryLoop loop;

    @Inject
    CarryThread(ForwarderSettings settings, Redis redis) {
        this.settings = settings;
        this.redis = redis;
    }

    /** For metrics and health. */
    public CarryFigures figures() {
        return figures;
    }

    void start(@Observes StartupEvent starting) {
        var outcomes = new OutcomeQueue();
        CarryRules rules;
        RabbitBatchPublisher publisher;
        try {
            rules = CheckedSettings.rules(settings);
            publisher = publisher(outcomes);
        } catch (IllegalArgumentException refused) {
            // Ends the start with this one line.
            throw new ConfigurationException(refused.getMessage());
        }
        settings.failpoint().ifPresent(step -> LOG.warnf("failpoint %s is set: the process halts there", step));
        var bits = new byte[16];
        random.nextBytes(bits);
        var token = HexFormat.of().formatHex(bits);
        var lives = settings.dataDir()
                .<FormerLives>map(folder -> new DataFolder(folder, token))
                .orElse(FormerLives.UNKNOWN);
        new Thread(() -> run(rules, token, lives, outcomes, publisher), "forwarder-carry").start();
        LOG.infof("%s carries the events of region %s", settings.name(), settings.region());
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        stopRequested.countDown();
        var current = loop;
        if (current != null) {
            current.stop();
            var patience = settings.drainTimeout().plus(STOP_MARGIN);
            if (!stopped.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("the carry loop did not end in time; what is unconfirmed stays pending in the stream");
            }
        }
    }

    private void run(
            CarryRules rules, String token, FormerLives lives, OutcomeQueue outcomes, RabbitBatchPublisher publisher) {
        do {
            try (var line = new RedisLine(redis, REDIS_TIMEOUT)) {
                carry(
                        new CarryLoop(
                                rules,
                                new CarryLoop.Ports(
                                        new RedisEventStream(line, rules.consumer()),
                                        new RedisLeases(line),
                                        lives,
                                        publisher,
                                        outcomes),
                                instance(token)),
                        outcomes);
            } catch (RuntimeException unforeseen) {
                LOG.error("the carry loop failed; a new one begins with what is pending", unforeseen);
                publisher.drop();
            }
        } while (!isStopRequestedWithin(RESTART_DELAY));
        stopped.countDown();
    }

    private void carry(CarryLoop carrying, OutcomeQueue outcomes) {
        loop = carrying;
        if (isStopRequestedWithin(Duration.ZERO)) {
            carrying.stop();
        }
        while (!carrying.isStopped()) {
            outcomes.await(carrying.step());
        }
    }

    private boolean isStopRequestedWithin(Duration limit) {
        try {
            return stopRequested.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private RabbitBatchPublisher publisher(OutcomeQueue outcomes) {
        return new RabbitBatchPublisher(
                settings.brokerUri(), settings.name(), settings.region(), outcomes, failpoint());
    }

    private CarryLoop.Instance instance(String token) {
        var maker = new MessageMaker(settings.region(), settings.batch().compression(), InstantSource.system(), random);
        return new CarryLoop.Instance(
                token, maker, random, InstantSource.system(), System::nanoTime, figures, failpoint());
    }

    private Failpoint failpoint() {
        return new Failpoint(settings.failpoint(), () -> Runtime.getRuntime().halt(137));
    }
}
