package io.clickway.forwarder.carry;

import io.clickway.batch.BatchHeader;
import io.clickway.forwarder.batch.OutboundMessage;
import io.clickway.forwarder.publish.BatchPublisher;
import io.clickway.forwarder.publish.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * The window of messages in flight and the line they travel on. A nacked or returned message is sent again after a
 * while over the same line; a lost or silent line costs all that was sent over it, which goes over the next in the same
 * order. Outcomes of an earlier line are ignored. Nothing leaves the window but by a confirm that no return stood before.
 */
final class Shipping {

    private static final Logger LOG = Logger.getLogger(Shipping.class);

    /** A line that goes on confirming others loses no confirm; if it does, this many timeouts end the wait. */
    private static final int MAX_SILENT_TIMEOUTS = 12;

    private final CarryRules rules;
    private final BatchPublisher publisher;
    private final Consumer<OutboundMessage> delivered;
    private final RandomGenerator random;
    private final CarryFigures figures;
    private final Map<UUID, InFlight> window = new LinkedHashMap<>();
    private long bytes;

    private long epoch;
    private Line line = Line.CLOSED;
    private boolean isBlocked;
    private boolean isRefusing;
    private int lineFailures;
    /** CLOSED: when to open; OPENING: since when; OPEN: when the broker last answered. */
    private long lineNanos;

    private enum Line {
        CLOSED,
        OPENING,
        OPEN
    }

    /** @param delivered told once for each message, when the broker answers for it */
    Shipping(
            CarryRules rules,
            BatchPublisher publisher,
            Consumer<OutboundMessage> delivered,
            RandomGenerator random,
            CarryFigures figures,
            long nowNanos) {
        this.rules = rules;
        this.publisher = publisher;
        this.delivered = delivered;
        this.random = random;
        this.figures = figures;
        this.lineNanos = nowNanos;
    }

    boolean hasRoom() {
        return window.size() < rules.windowMessages() && bytes + BatchHeader.MAX_BODY_BYTES <= rules.windowBytes();
    }

    boolean isEmpty() {
        return window.isEmpty();
    }

    /** Whether a message sent now would be on its way at once. */
    boolean isReady() {
        return line == Line.OPEN && !isBlocked;
    }

    /** Takes the message over. Only while {@link #hasRoom}. */
    void ship(OutboundMessage message, long nowNanos) {
        var added = new InFlight(message, nowNanos);
        window.put(message.id(), added);
        bytes += message.body().length;
        if (line == Line.OPEN) {
            publisher.publish(message);
            added.sent(nowNanos);
        }
        measure();
    }

    void hear(Outcome outcome, long nowNanos) {
        if (outcome.epoch() != epoch || line == Line.CLOSED) {
            return;
        }
        switch (outcome) {
            case Outcome.Opened opened -> opened(nowNanos);
            case Outcome.Closed closed -> lost(closed.cause(), nowNanos);
            case Outcome.Confirmed confirmed -> confirmed(confirmed.message(), nowNanos);
            case Outcome.Nacked nacked -> nacked(nacked.message(), nowNanos);
            case Outcome.Returned returned -> returned(returned, nowNanos);
            case Outcome.Blocked blocked -> blocked(blocked.cause());
            case Outcome.Unblocked unblocked -> unblocked(nowNanos);
        }
        measure();
    }

    /** Does what time asks for: opens the line, gives a silent one up, sends what is due. */
    void tick(long nowNanos) {
        switch (line) {
            case CLOSED -> {
                if (nowNanos - lineNanos >= 0) {
                    open(nowNanos);
                }
            }
            case OPENING -> {
                if (nowNanos - lineNanos > rules.openTimeout().toNanos()) {
                    giveUp("not ready within " + rules.openTimeout().toMillis() + " ms", nowNanos);
                }
            }
            case OPEN -> {
                if (!isBlocked && isSilent(nowNanos)) {
                    giveUp("no confirm within " + rules.confirmTimeout().toMillis() + " ms", nowNanos);
                } else {
                    sendDue(nowNanos);
                }
            }
        }
        measure();
    }

    /** Forgets everything: the entries stay pending in the stream. */
    void abandon(long nowNanos) {
        window.clear();
        bytes = 0;
        publisher.drop();
        line = Line.CLOSED;
        isBlocked = false;
        lineNanos = nowNanos;
        measure();
    }

    private void open(long nowNanos) {
        epoch++;
        line = Line.OPENING;
        lineNanos = nowNanos;
        publisher.open(epoch);
    }

    private void opened(long nowNanos) {
        line = Line.OPEN;
        isBlocked = false;
        lineNanos = nowNanos;
        LOG.infof("broker: line %d is open, %d batches in flight", epoch, window.size());
        sendDue(nowNanos);
    }

    private void sendDue(long nowNanos) {
        for (var waiting : window.values()) {
            if (waiting.isDue(nowNanos)) {
                publisher.publish(waiting.message());
                waiting.sent(nowNanos);
            }
        }
    }

    private boolean isSilent(long nowNanos) {
        long timeout = rules.confirmTimeout().toNanos();
        for (var sent : window.values()) {
            if (sent.isSent()) {
                long sinceSent = nowNanos - sent.sentNanos();
                long sinceAnswer = nowNanos - lineNanos;
                if (Math.min(sinceSent, sinceAnswer) > timeout || sinceSent > MAX_SILENT_TIMEOUTS * timeout) {
                    return true;
                }
            }
        }
        return false;
    }

    private void giveUp(String cause, long nowNanos) {
        publisher.drop();
        lost(cause, nowNanos);
    }

    private void lost(String cause, long nowNanos) {
        lineFailures++;
        var delay = rules.reconnect().delay(lineFailures, random);
        if (lineFailures == 1) {
            LOG.warnf("broker: line %d is lost, %d batches in flight: %s", epoch, window.size(), cause);
        } else {
            LOG.debugf("broker: line %d failed for the %d. time: %s", epoch, lineFailures, cause);
        }
        figures.linesLost.incrementAndGet();
        line = Line.CLOSED;
        isBlocked = false;
        lineNanos = nowNanos + delay.toNanos();
        for (var outstanding : window.values()) {
            if (outstanding.isSent()) {
                figures.batchesRetried.incrementAndGet();
            }
            outstanding.again(nowNanos);
        }
    }

    private void confirmed(UUID id, long nowNanos) {
        lineNanos = nowNanos;
        lineFailures = 0;
        var confirmed = window.get(id);
        if (confirmed == null || !confirmed.isSent()) {
            return;
        }
        if (confirmed.isReturned()) {
            sendLater(confirmed, nowNanos);
            return;
        }
        if (isRefusing) {
            LOG.infof("broker: takes batches again");
        }
        isRefusing = false;
        window.remove(id);
        bytes -= confirmed.message().body().length;
        figures.batchesConfirmed.incrementAndGet();
        figures.eventsConfirmed.addAndGet(confirmed.message().events());
        figures.bytesConfirmed.addAndGet(confirmed.message().body().length);
        delivered.accept(confirmed.message());
    }

    private void nacked(UUID id, long nowNanos) {
        lineNanos = nowNanos;
        var nacked = window.get(id);
        if (nacked != null && nacked.isSent()) {
            figures.batchesNacked.incrementAndGet();
            refused(id, "nack");
            sendLater(nacked, nowNanos);
        }
    }

    private void returned(Outcome.Returned returned, long nowNanos) {
        lineNanos = nowNanos;
        var found = window.get(returned.message());
        if (found != null && found.isSent()) {
            figures.batchesReturned.incrementAndGet();
            refused(returned.message(), returned.cause());
            found.returned();
        }
    }

    /** Told once until a message gets through. */
    private void refused(UUID id, String cause) {
        if (!isRefusing) {
            LOG.warnf("broker: batch %s is refused (%s); it is sent again until it is taken", id, cause);
        }
        isRefusing = true;
    }

    private void sendLater(InFlight message, long nowNanos) {
        figures.batchesRetried.incrementAndGet();
        var delay = rules.retry().delay(message.failures() + 1, random);
        message.refused(nowNanos + delay.toNanos());
    }

    private void blocked(String cause) {
        if (!isBlocked) {
            LOG.warnf("broker: blocked (%s), the stream keeps what comes", cause);
        }
        isBlocked = true;
    }

    private void unblocked(long nowNanos) {
        LOG.infof("broker: no longer blocked");
        isBlocked = false;
        lineNanos = nowNanos;
        // The broker begins to read only now what was sent meanwhile.
        window.values().stream().filter(InFlight::isSent).forEach(sent -> sent.sent(nowNanos));
    }

    private void measure() {
        figures.inFlightMessages.set(window.size());
        figures.inFlightBytes.set(bytes);
        figures.isLineOpen.set(line == Line.OPEN ? 1 : 0);
        figures.isBlocked.set(isBlocked ? 1 : 0);
    }
}
