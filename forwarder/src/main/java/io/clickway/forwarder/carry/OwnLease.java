package io.clickway.forwarder.carry;

import io.clickway.forwarder.life.FormerLives;
import io.clickway.forwarder.stream.Leases;
import io.clickway.forwarder.stream.StreamUnavailableException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * The lease on this forwarder's name. Held only as long as it was last prolonged for, by this process's own clock,
 * reckoned from before the call: Redis never thinks it shorter. One that an earlier life of this instance left behind is
 * taken over at once if that life has ended for certain; anybody else's is waited out.
 */
final class OwnLease {

    private static final Logger LOG = Logger.getLogger(OwnLease.class);
    private static final Duration TAKEN_RETRY = Duration.ofSeconds(1);

    private final Leases leases;
    private final FormerLives lives;
    private final CarryRules rules;
    private final String token;
    private boolean isHeld;
    private boolean isTaken;
    private long validUntilNanos;
    private long nextNanos;

    OwnLease(Leases leases, FormerLives lives, CarryRules rules, String token, long nowNanos) {
        this.leases = leases;
        this.lives = lives;
        this.rules = rules;
        this.token = token;
        this.nextNanos = nowNanos;
    }

    /** What the last look changed. */
    enum Change {
        NONE,
        /** Held now and not before: what is pending must be looked at again. */
        GAINED,
        /** Another instance has the name: whatever was read is its business now. */
        TAKEN_AWAY
    }

    String token() {
        return token;
    }

    boolean isValid(long nowNanos) {
        return isHeld && nowNanos - validUntilNanos < 0;
    }

    Change look(long nowNanos) throws StreamUnavailableException {
        if (nowNanos - nextNanos < 0) {
            return Change.NONE;
        }
        return switch (hold()) {
            case ACQUIRED -> {
                LOG.infof("lease: %s is held by this instance", rules.consumer());
                held(nowNanos);
                yield Change.GAINED;
            }
            case RENEWED -> {
                var change = isHeld ? Change.NONE : Change.GAINED;
                held(nowNanos);
                yield change;
            }
            case TAKEN -> taken(nowNanos);
        };
    }

    private Leases.Answer hold() throws StreamUnavailableException {
        var ended = lives.ended();
        var answer = leases.hold(rules.consumer(), token, rules.leaseTime());
        return answer == Leases.Answer.TAKEN && !ended.isEmpty()
                ? leases.inherit(rules.consumer(), ended, token, rules.leaseTime())
                : answer;
    }

    private void held(long nowNanos) {
        isHeld = true;
        isTaken = false;
        validUntilNanos = nowNanos + rules.leaseTime().toNanos();
        nextNanos = nowNanos + rules.leaseRenewal().toNanos();
    }

    private Change taken(long nowNanos) {
        nextNanos = nowNanos + TAKEN_RETRY.toNanos();
        if (!isTaken) {
            LOG.warnf("lease: another instance holds %s, waiting for it to end", rules.consumer());
        }
        isTaken = true;
        var change = isHeld ? Change.TAKEN_AWAY : Change.NONE;
        isHeld = false;
        return change;
    }

    void release() throws StreamUnavailableException {
        if (isHeld) {
            isHeld = false;
            leases.release(rules.consumer(), token);
        }
    }
}
