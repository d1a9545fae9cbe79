package io.clickway.forwarder.carry;

import io.clickway.forwarder.stream.ConsumerState;
import io.clickway.forwarder.stream.EventStream;
import io.clickway.forwarder.stream.Leases;
import io.clickway.forwarder.stream.StreamEntry;
import io.clickway.forwarder.stream.StreamUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/**
 * Takes over what dead forwarders of the region left pending. Dead is whose lease is gone; while its entries are taken this
 * instance holds that lease, so the dead one's successor waits. A consumer with nothing pending is forgotten after a
 * long silence only: deleting one that reads in the same moment would orphan what it reads.
 *
 * <p>The same look tells how much is pending with this consumer itself: more than it has in hand was given to it without
 * its knowledge, by a command that took effect late or by a claim of somebody else's.
 */
final class Takeover {

    private static final Logger LOG = Logger.getLogger(Takeover.class);

    private final EventStream stream;
    private final Leases leases;
    private final CarryRules rules;
    private final String token;
    private final LongConsumer ownPending;
    private long nextNanos;

    /** @param ownPending told how many entries are pending with this consumer */
    Takeover(
            EventStream stream, Leases leases, CarryRules rules, String token, LongConsumer ownPending, long nowNanos) {
        this.stream = stream;
        this.ownPending = ownPending;
        this.leases = leases;
        this.rules = rules;
        this.token = token;
        this.nextNanos = nowNanos + rules.takeoverInterval().toNanos();
    }

    /** Entries of a dead consumer, at most {@code count}; empty when there are none or it isn't time to look. */
    List<StreamEntry> look(int count, long nowNanos) throws StreamUnavailableException {
        if (nowNanos - nextNanos < 0) {
            return List.of();
        }
        nextNanos = nowNanos + rules.takeoverInterval().toNanos();
        for (var other : stream.consumers()) {
            if (other.name().equals(rules.consumer())) {
                ownPending.accept(other.pending());
            } else if (isWorthwhile(other) && !leases.isHeld(other.name())) {
                var taken = takeFrom(other, count);
                if (!taken.isEmpty()) {
                    nextNanos = nowNanos; // there may be more
                    return taken;
                }
            }
        }
        return List.of();
    }

    private boolean isWorthwhile(ConsumerState other) {
        return other.pending() > 0 || isForgotten(other);
    }

    private boolean isForgotten(ConsumerState other) {
        return other.pending() == 0 && other.idle().compareTo(rules.forgetAfter()) > 0;
    }

    private List<StreamEntry> takeFrom(ConsumerState dead, int count) throws StreamUnavailableException {
        if (leases.hold(dead.name(), token, Duration.ofSeconds(10)) == Leases.Answer.TAKEN) {
            return List.of();
        }
        try {
            var claimed = stream.claimFrom(dead.name(), count);
            if (!claimed.isEmpty()) {
                LOG.infof("stream: took over %d entries that %s left pending", claimed.size(), dead.name());
            } else if (isForgotten(dead)) {
                forget(dead);
            }
            return claimed;
        } finally {
            leases.release(dead.name(), token);
        }
    }

    /** Tidiness only: a Redis that doesn't allow it is no trouble, one that is gone is noticed by the next command. */
    private void forget(ConsumerState dead) {
        try {
            if (stream.deleteConsumer(dead.name(), token)) {
                LOG.infof(
                        "stream: forgot consumer %s, silent for %d s",
                        dead.name(), dead.idle().toSeconds());
            }
        } catch (StreamUnavailableException refused) {
            LOG.debugf("stream: consumer %s is not forgotten: %s", dead.name(), refused.getMessage());
        }
    }
}
