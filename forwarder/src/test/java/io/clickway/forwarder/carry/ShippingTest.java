package io.clickway.forwarder.carry;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.forwarder.batch.BatchLimits;
import io.clickway.forwarder.batch.OutboundMessage;
import io.clickway.forwarder.publish.BatchPublisher;
import io.clickway.forwarder.publish.Outcome;
import io.clickway.retry.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShippingTest {

    private static final CarryRules RULES = new CarryRules(
            "forwarder-eu",
            256,
            Duration.ofMillis(100),
            3,
            32L << 20,
            new BatchLimits(1_000, 10, Duration.ofMillis(20)),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofMinutes(10),
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5)),
            new Backoff(Duration.ofMillis(200), Duration.ofSeconds(3)));

    private final List<OutboundMessage> sent = new ArrayList<>();
    private final List<OutboundMessage> delivered = new ArrayList<>();
    private final List<Long> opened = new ArrayList<>();
    private final CarryFigures figures = new CarryFigures();
    private final BatchPublisher publisher = new BatchPublisher() {
        @Override
        public void open(long epoch) {
            opened.add(epoch);
        }

        @Override
        public void publish(OutboundMessage message) {
            sent.add(message);
        }

        @Override
        public void drop() {}

        @Override
        public void close() {}
    };
    private final Shipping shipping = new Shipping(RULES, publisher, delivered::add, new Random(1), figures, 0);
    private final OutboundMessage first = message(1);
    private final OutboundMessage second = message(2);

    private static OutboundMessage message(long id) {
        return new OutboundMessage(
                new UUID(0x7000, id), OutboundMessage.Kind.EVENTS, Map.of(), new byte[100], List.of(), 1);
    }

    private static long at(double seconds) {
        return (long) (seconds * 1e9);
    }

    @BeforeEach
    void openTheLine() {
        shipping.tick(0);
        shipping.hear(new Outcome.Opened(1), 0);
    }

    @Test
    void handsOverOnceWhenTheBrokerConfirms() {
        shipping.ship(first, 0);
        shipping.hear(new Outcome.Confirmed(1, first.id()), at(0.01));
        shipping.hear(new Outcome.Confirmed(1, first.id()), at(0.02));
        assertThat(delivered).containsExactly(first);
        assertThat(shipping.isEmpty()).isTrue();
    }

    @Test
    void aConfirmThatFollowsAReturnIsNoDelivery() {
        shipping.ship(first, 0);
        shipping.hear(new Outcome.Returned(1, first.id(), "NO_ROUTE"), at(0.01));
        shipping.hear(new Outcome.Confirmed(1, first.id()), at(0.01));
        assertThat(delivered).isEmpty();
        shipping.tick(at(0.2));
        assertThat(sent).containsExactly(first, first);
        shipping.hear(new Outcome.Confirmed(1, first.id()), at(0.3));
        assertThat(delivered).containsExactly(first);
        assertThat(figures.batchesReturned).hasValue(1);
    }

    @Test
    void sendsTheSameBatchAgainAfterANackAndAWhile() {
        shipping.ship(first, 0);
        shipping.hear(new Outcome.Nacked(1, first.id()), at(0.01));
        shipping.tick(at(0.02));
        assertThat(sent).containsExactly(first);
        shipping.tick(at(0.2));
        assertThat(sent).containsExactly(first, first);
    }

    @Test
    void sendsAllOutstandingAgainInOrderOverTheNextLine() {
        shipping.ship(first, 0);
        shipping.ship(second, 0);
        shipping.hear(new Outcome.Closed(1, "gone"), at(1));
        shipping.tick(at(1.3));
        assertThat(opened).containsExactly(1L, 2L);
        shipping.hear(new Outcome.Opened(2), at(1.4));
        assertThat(sent).containsExactly(first, second, first, second);
    }

    @Test
    void ignoresWhatAnEarlierLineSays() {
        shipping.ship(first, 0);
        shipping.hear(new Outcome.Closed(1, "gone"), at(1));
        shipping.hear(new Outcome.Confirmed(1, first.id()), at(1.1));
        shipping.tick(at(1.3));
        shipping.hear(new Outcome.Opened(2), at(1.4));
        shipping.hear(new Outcome.Confirmed(1, first.id()), at(1.5));
        shipping.hear(new Outcome.Closed(1, "again"), at(1.5));
        assertThat(delivered).isEmpty();
        assertThat(shipping.isReady()).isTrue();
    }

    @Test
    void retriesTheBatchOverANewLineWhenTheConfirmTimesOut() {
        shipping.ship(first, 0);
        shipping.tick(at(4.9));
        assertThat(figures.linesLost).hasValue(0);
        shipping.tick(at(5.1));
        assertThat(figures.linesLost).hasValue(1);
        shipping.tick(at(5.4));
        shipping.hear(new Outcome.Opened(2), at(5.5));
        assertThat(sent).containsExactly(first, first);
    }

    @Test
    void hasPatienceWhileTheBrokerIsBlocked() {
        shipping.ship(first, 0);
        shipping.hear(new Outcome.Blocked(1, "low on disk"), at(1));
        shipping.tick(at(100));
        assertThat(figures.linesLost).hasValue(0);
        assertThat(shipping.isReady()).isFalse();
        shipping.hear(new Outcome.Unblocked(1), at(101));
        shipping.tick(at(102));
        assertThat(figures.linesLost).hasValue(0);
        assertThat(shipping.isReady()).isTrue();
    }

    @Test
    void hasRoomForNoMoreThanItsWindow() {
        shipping.ship(first, 0);
        shipping.ship(second, 0);
        assertThat(shipping.hasRoom()).isTrue();
        shipping.ship(message(3), 0);
        assertThat(shipping.hasRoom()).isFalse();
        shipping.hear(new Outcome.Confirmed(1, second.id()), at(0.1));
        assertThat(shipping.hasRoom()).isTrue();
    }

    @Test
    void opensAnotherLineWhenOneIsNotReadyInTime() {
        shipping.hear(new Outcome.Closed(1, "gone"), at(1));
        shipping.tick(at(2));
        shipping.tick(at(18));
        shipping.tick(at(19));
        assertThat(opened).containsExactly(1L, 2L, 3L);
    }
}
