package io.clickway.forwarder.simulation;

import io.clickway.forwarder.batch.OutboundMessage;
import io.clickway.forwarder.publish.BatchPublisher;
import io.clickway.forwarder.publish.Outcome;
import io.clickway.forwarder.publish.OutcomeQueue;
import io.clickway.forwarder.stream.EntryId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A broker that confirms late or never, nacks, returns, blocks and cuts lines, and remembers what it took. An outcome of a
 * line may arrive after the line is gone, as from a thread that was slow.
 */
final class FakeBroker {

    private final World world;
    private final Map<UUID, OutboundMessage> kept = new HashMap<>();
    private final Map<EntryId, Integer> deliveries = new HashMap<>();
    private final Set<EntryId> confirmed = new HashSet<>();
    /** While down, lines are cut and none can be opened. */
    boolean isDown;
    /** While not bound, everything is returned. */
    boolean isUnbound;

    FakeBroker(World world) {
        this.world = world;
    }

    boolean isConfirmed(EntryId entry) {
        return confirmed.contains(entry);
    }

    int deliveries(EntryId entry) {
        return deliveries.getOrDefault(entry, 0);
    }

    Iterable<OutboundMessage> kept() {
        return kept.values();
    }

    private void keep(OutboundMessage message) {
        var same = kept.put(message.id(), message);
        if (same != null && same != message) {
            throw new AssertionError("message id " + message.id() + " was used twice");
        }
        message.entries().forEach(entry -> deliveries.merge(entry, 1, Integer::sum));
    }

    /** @param goOn called where the process may freeze or be killed */
    BatchPublisher publisherFor(OutcomeQueue outcomes, Runnable goOn) {
        return new FakePublisher(outcomes, goOn);
    }

    private final class FakePublisher implements BatchPublisher {

        private final OutcomeQueue outcomes;
        private final Runnable goOn;
        private @Nullable FakeLine line;

        FakePublisher(OutcomeQueue outcomes, Runnable goOn) {
            this.outcomes = outcomes;
            this.goOn = goOn;
        }

        @Override
        public void open(long epoch) {
            drop();
            line = new FakeLine(epoch, outcomes);
        }

        @Override
        public void publish(OutboundMessage message) {
            if (line != null) {
                line.take(message);
            }
            if (world.fault(0.002)) {
                throw new World.Crash();
            }
            goOn.run();
        }

        @Override
        public void drop() {
            if (line != null) {
                line.cut();
            }
            line = null;
        }

        @Override
        public void close() {
            drop();
        }
    }

    private final class FakeLine {

        private final long epoch;
        private final OutcomeQueue outcomes;
        private final List<OutboundMessage> stalled = new ArrayList<>();
        private boolean isOpen;
        private boolean isCut;
        private boolean isBlocked;

        FakeLine(long epoch, OutcomeQueue outcomes) {
            this.epoch = epoch;
            this.outcomes = outcomes;
            if (world.fault(0.05)) {
                return; // never answers
            }
            world.later(world.upTo(20), () -> {
                if (isDown || world.fault(0.2)) {
                    close();
                } else {
                    isOpen = true;
                    say(new Outcome.Opened(epoch));
                }
            });
        }

        /** What is on its way when the line is cut may still come, even after the next line is open, or never. */
        private void say(Outcome outcome) {
            if (!isCut) {
                outcomes.put(outcome);
            } else if (world.chance(0.5)) {
                world.later(world.upTo(400), () -> outcomes.put(outcome));
            }
        }

        void cut() {
            isCut = true;
        }

        private void close() {
            say(new Outcome.Closed(epoch, "fake loss"));
            cut();
        }

        void take(OutboundMessage message) {
            if (!isOpen) {
                throw new AssertionError("published before the line was open");
            }
            if (isCut) {
                return;
            }
            if (isDown) {
                world.later(world.upTo(10), this::close);
                return;
            }
            if (isBlocked) {
                stalled.add(message);
                return;
            }
            if (world.fault(0.01)) {
                block();
            }
            answer(message);
        }

        private void block() {
            isBlocked = true;
            say(new Outcome.Blocked(epoch, "fake alarm"));
            world.later(world.upTo(20_000), () -> {
                isBlocked = false;
                say(new Outcome.Unblocked(epoch));
                List.copyOf(stalled).forEach(this::answer);
                stalled.clear();
            });
        }

        private void answer(OutboundMessage message) {
            if (world.fault(0.02)) {
                world.later(world.upTo(10), this::close);
            }
            if (world.fault(0.02)) { // lost on the way to the broker, or its confirm on the way back
                if (world.chance(0.5)) {
                    keep(message);
                }
                return;
            }
            world.later(world.upTo(world.fault(0.05) ? 8_000 : 15), () -> settle(message));
        }

        private void settle(OutboundMessage message) {
            if (isDown || (isCut && world.chance(0.5))) {
                return; // never reached the broker
            }
            if (isUnbound || world.fault(isCut ? 0.3 : 0.03)) {
                say(new Outcome.Returned(epoch, message.id(), "NO_ROUTE"));
                say(new Outcome.Confirmed(epoch, message.id()));
            } else if (world.fault(0.03)) {
                say(new Outcome.Nacked(epoch, message.id()));
            } else {
                keep(message);
                confirmed.addAll(message.entries());
                say(new Outcome.Confirmed(epoch, message.id()));
            }
        }
    }
}
