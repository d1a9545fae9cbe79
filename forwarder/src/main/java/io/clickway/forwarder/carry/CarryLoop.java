package io.clickway.forwarder.carry;

import io.clickway.forwarder.batch.BatchAssembler;
import io.clickway.forwarder.batch.EntryContent;
import io.clickway.forwarder.batch.EntryReader;
import io.clickway.forwarder.batch.MessageMaker;
import io.clickway.forwarder.batch.OutboundMessage;
import io.clickway.forwarder.failpoint.Failpoint;
import io.clickway.forwarder.life.FormerLives;
import io.clickway.forwarder.publish.BatchPublisher;
import io.clickway.forwarder.publish.OutcomeQueue;
import io.clickway.forwarder.stream.EventStream;
import io.clickway.forwarder.stream.GroupMissingException;
import io.clickway.forwarder.stream.Leases;
import io.clickway.forwarder.stream.StreamUnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Carries entries from the stream to the broker, one {@link #step} at a time: hear outcomes, acknowledge, read, assemble,
 * send. Owned by one thread, but for {@link #stop}. Clock and chance come in from outside, so that a test can make them.
 *
 * <p>An entry moves inbox → open batch → window → to be acknowledged, and leaves only by the acknowledgement. Each place
 * is bounded: nothing is read before all that was read has gone on, nothing while the broker takes nothing, and nothing
 * while Redis owes an acknowledgement.
 */
public final class CarryLoop {

    private static final Logger LOG = Logger.getLogger(CarryLoop.class);

    private static final Duration DEPTH_INTERVAL = Duration.ofSeconds(1);
    private static final Duration DAMAGE_LOG_INTERVAL = Duration.ofSeconds(10);
    /** While confirms are awaited, so that acknowledgements don't wait long for a read. */
    private static final Duration SHORT_WAIT = Duration.ofMillis(10);

    private static final Duration IDLE = Duration.ofMillis(20);

    private final CarryRules rules;
    private final Ports ports;
    private final Instance instance;
    private final CarryFigures figures;
    private final LongSupplier nanos;
    private final Intake intake;
    private final BatchAssembler assembler;
    private final Shipping shipping;
    private final OwnLease lease;
    private final Takeover takeover;

    /** Only when Redis says so: one without memory refuses to look for a group by making it. */
    private boolean needsGroup;

    private int redisFailures;
    private long redisNanos;
    private long gatherUntilNanos;
    private long depthNanos;
    private long damageLogNanos;
    private volatile boolean isStopping;
    private boolean isDraining;
    private boolean isStopped;
    private long drainUntilNanos;

    /** What the loop meets outside. */
    public record Ports(
            EventStream stream, Leases leases, FormerLives lives, BatchPublisher publisher, OutcomeQueue outcomes) {}

    /**
     * What belongs to one life of the loop.
     *
     * @param token never used before
     * @param clock the time of day
     * @param nanos a monotonic clock
     */
    public record Instance(
            String token,
            MessageMaker maker,
            RandomGenerator random,
            InstantSource clock,
            LongSupplier nanos,
            CarryFigures figures,
            Failpoint failpoint) {}

    public CarryLoop(CarryRules rules, Ports ports, Instance instance) {
        this.rules = rules;
        this.ports = ports;
        this.instance = instance;
        this.figures = instance.figures();
        this.nanos = instance.nanos();
        long now = nanos.getAsLong();
        this.intake = new Intake(ports.stream(), rules, figures);
        this.assembler = new BatchAssembler(rules.batch(), instance.maker());
        this.shipping =
                new Shipping(rules, ports.publisher(), message -> delivered(message), instance.random(), figures, now);
        this.lease = new OwnLease(ports.leases(), ports.lives(), rules, instance.token(), now);
        this.takeover =
                new Takeover(ports.stream(), ports.leases(), rules, instance.token(), intake::comparePending, now);
        this.redisNanos = now;
        this.gatherUntilNanos = now;
        this.depthNanos = now;
        this.damageLogNanos = now;
    }

    /** Asks the loop to end: it reads no more, waits a while for the last confirms and acknowledges them. Any thread. */
    public void stop() {
        isStopping = true;
    }

    public boolean isStopped() {
        return isStopped;
    }

    /**
     * Does what can be done now.
     *
     * @return how long there is nothing to do unless an outcome comes
     */
    public Duration step() {
        figures.steps.incrementAndGet();
        hear();
        if (isStopping && !isDraining) {
            isDraining = true;
            drainUntilNanos = nanos.getAsLong() + rules.drainTimeout().toNanos();
            LOG.infof("stopping: %d batches in flight", figures.inFlightMessages.get());
        }
        shipping.tick(nanos.getAsLong());
        boolean hasRead = serveStream();
        figures.isLeaseHeld.set(lease.isValid(nanos.getAsLong()) ? 1 : 0);
        assemble();
        if (isDraining && isDrained()) {
            end();
        }
        return hasRead || isStopped ? Duration.ZERO : idle(nanos.getAsLong());
    }

    private Duration idle(long now) {
        long gathers = gatherUntilNanos - now;
        return gathers > 0 && gathers < IDLE.toNanos() ? Duration.ofNanos(gathers) : IDLE;
    }

    private void hear() {
        for (var outcome = ports.outcomes().poll();
                outcome != null;
                outcome = ports.outcomes().poll()) {
            shipping.hear(outcome, nanos.getAsLong());
        }
    }

    private void delivered(OutboundMessage message) {
        intake.delivered(message.entries());
        long oldest = Long.MAX_VALUE;
        for (var entry : message.entries()) {
            oldest = Math.min(oldest, entry.millis());
        }
        figures.confirmAge.accept(Duration.ofMillis(Math.max(0, instance.clock().millis() - oldest)));
        instance.failpoint().reached(Failpoint.Step.AFTER_CONFIRM);
    }

    /** Everything that needs Redis. True if it read, and so may have waited already. */
    private boolean serveStream() {
        long now = nanos.getAsLong();
        if (now - redisNanos < 0) {
            return false;
        }
        try {
            // First, and by those that wait, too: the age of the oldest entry must rise whatever stands still.
            measureDepth(now);
            lookAfterLease(now);
            boolean hasRead = lease.isValid(nanos.getAsLong()) && carry(now);
            answers();
            return hasRead;
        } catch (GroupMissingException emptied) {
            LOG.warnf(
                    "stream: its group is missing and is created from the stream's beginning: %s",
                    emptied.getMessage());
            needsGroup = true;
            intake.readPendingAgain();
        } catch (StreamUnavailableException trouble) {
            fails(trouble);
        }
        return false;
    }

    private boolean carry(long now) throws StreamUnavailableException {
        if (needsGroup) {
            ports.stream().createGroup();
            needsGroup = false;
        }
        acknowledge();
        return mayRead() && read(now);
    }

    private void lookAfterLease(long now) throws StreamUnavailableException {
        switch (lease.look(now)) {
            case NONE -> {}
            case GAINED -> intake.readPendingAgain();
            case TAKEN_AWAY -> {
                intake.abandon();
                assembler.clear();
                shipping.abandon(now);
            }
        }
    }

    private void acknowledge() throws StreamUnavailableException {
        if (!intake.hasAcknowledged()) {
            intake.acknowledge();
            instance.failpoint().reached(Failpoint.Step.AFTER_ACK);
        }
    }

    private boolean mayRead() {
        return !isDraining && intake.isEmpty() && shipping.isReady() && shipping.hasRoom() && !isGathering();
    }

    /** After a read that left nothing: what comes in the next moments shares a batch, and all its costs further on. */
    private boolean isGathering() {
        return nanos.getAsLong() - gatherUntilNanos < 0;
    }

    private boolean read(long now) throws StreamUnavailableException {
        if (intake.hasReadPending()) {
            var taken = takeover.look(intake.readCount(), now);
            if (!taken.isEmpty()) {
                figures.entriesClaimed.addAndGet(taken.size());
                intake.accept(taken);
                return true;
            }
        }
        if (!intake.read(readWait())) {
            gatherUntilNanos = now + rules.batch().age().toNanos();
        }
        return true;
    }

    private Duration readWait() {
        if (assembler.isEmpty()) {
            return shipping.isEmpty() ? rules.readWait() : SHORT_WAIT;
        }
        long due = Math.max(0, assembler.nanosUntilDue(nanos.getAsLong()));
        return Duration.ofNanos(Math.min(due, SHORT_WAIT.toNanos()));
    }

    private void measureDepth(long now) throws StreamUnavailableException {
        if (now - depthNanos >= 0) {
            depthNanos = now + DEPTH_INTERVAL.toNanos();
            var depth = ports.stream().depth();
            figures.streamEntries.set(depth.entries());
            figures.oldestEntryMillis.set(depth.oldest().map(id -> id.millis()).orElse(0L));
        }
    }

    private void answers() {
        if (redisFailures > 0) {
            LOG.infof("redis: answers again after %d failures", redisFailures);
        }
        redisFailures = 0;
        figures.isRedisAnswering.set(1);
    }

    private void fails(StreamUnavailableException trouble) {
        redisFailures++;
        figures.isRedisAnswering.set(0);
        figures.streamFailures.incrementAndGet();
        intake.readPendingAgain();
        redisNanos = nanos.getAsLong()
                + rules.retry().delay(redisFailures, instance.random()).toNanos();
        if (redisFailures == 1) {
            LOG.warnf("%s; trying again until it answers", trouble.getMessage());
        } else {
            LOG.debugf("%s", trouble.getMessage());
        }
    }

    /** Moves what was read into batches, and batches that are due into the window, as far as it has room. */
    private void assemble() {
        long now = nanos.getAsLong();
        for (var entry = intake.peek(); entry != null && shipping.hasRoom(); entry = intake.peek()) {
            switch (EntryReader.read(entry)) {
                case EntryContent.Readable readable
                when assembler.accepts(readable) -> {
                    assembler.add(readable, now);
                    intake.remove();
                }
                case EntryContent.Readable tooMuch -> shipping.ship(assembler.close(), now);
                case EntryContent.Damaged damaged -> {
                    setAside(damaged, now);
                    intake.remove();
                }
            }
        }
        if (!assembler.isEmpty() && shipping.hasRoom() && isDue(now)) {
            shipping.ship(assembler.close(), now);
        }
    }

    /** A batch waits only while another is on its way: then waiting costs nothing and makes it larger. */
    private boolean isDue(long now) {
        return shipping.isEmpty() || isDraining || assembler.nanosUntilDue(now) <= 0;
    }

    private void setAside(EntryContent.Damaged damaged, long now) {
        figures.entriesDamaged.incrementAndGet();
        if (now - damageLogNanos >= 0) {
            damageLogNanos = now + DAMAGE_LOG_INTERVAL.toNanos();
            LOG.warnf(
                    "entry %s is damaged (%s) and goes to quarantine: %s",
                    damaged.entry().id(), damaged.cause().code(), damaged.detail());
        }
        shipping.ship(instance.maker().damaged(damaged), now);
    }

    private boolean isDrained() {
        boolean isEmpty = intake.isEmpty() && assembler.isEmpty() && shipping.isEmpty();
        boolean isHopeless = !shipping.isReady();
        return ((isEmpty || isHopeless) && intake.hasAcknowledged()) || nanos.getAsLong() - drainUntilNanos >= 0;
    }

    private void end() {
        LOG.infof("stopped: %d batches unconfirmed stay pending in the stream", figures.inFlightMessages.get());
        try {
            lease.release();
        } catch (StreamUnavailableException trouble) {
            LOG.warnf("lease: not given back, it expires: %s", trouble.getMessage());
        }
        ports.publisher().close();
        isStopped = true;
    }
}
