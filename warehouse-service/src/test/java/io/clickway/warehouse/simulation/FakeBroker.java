package io.clickway.warehouse.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.warehouse.receive.Delivered;
import io.clickway.warehouse.receive.QueueChannel;
import io.clickway.warehouse.unpack.BatchMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Region queues as RabbitMQ keeps them. What a channel hadn't acked when it ended is delivered again, in any order, to anyone.
 * A client learns late that its channel has ended, and its acks until then go nowhere. Every ack is checked against what is
 * committed.
 */
final class FakeBroker {

    static final int PREFETCH = 6;

    /** Somewhat above three heartbeats of 6 s. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private static final Duration CONSUMER_TIMEOUT = Duration.ofMinutes(30);

    private final World world;
    private final Predicate<BatchMessage> isCommitted;
    private final Map<String, Deque<Message>> ready = new HashMap<>();
    private final List<FakeChannel> channels = new ArrayList<>();
    boolean isAway;

    FakeBroker(World world, Predicate<BatchMessage> isCommitted) {
        this.world = world;
        this.isCommitted = isCommitted;
    }

    private static final class Message {
        private final BatchMessage content;
        private int deliveries;

        Message(BatchMessage content) {
            this.content = content;
        }
    }

    void publish(BatchMessage message) {
        queue(message.region()).add(new Message(message));
    }

    private Deque<Message> queue(String region) {
        return ready.computeIfAbsent(region, _ -> new ArrayDeque<>());
    }

    boolean isEmpty() {
        return ready.values().stream().allMatch(Deque::isEmpty)
                && channels.stream().allMatch(channel -> channel.unacked.isEmpty());
    }

    long waiting(String region) {
        return queue(region).size();
    }

    QueueChannel open(FakeInstance owner, String region) throws IOException {
        world.advance(world.upTo(2));
        if (isAway || world.fault(0.02)) {
            throw new IOException("fake broker: refused");
        }
        var channel = new FakeChannel(owner, region);
        channels.add(channel);
        return channel;
    }

    /** Ends channels whose client is silent or forgot to ack, then pushes what there is to whoever has room. */
    void turn() {
        for (var channel : List.copyOf(channels)) {
            if (channel.owner.silentFor().compareTo(SILENCE) > 0
                    || world.nanos() - channel.oldestNanos() > CONSUMER_TIMEOUT.toNanos()
                    || world.fault(0.002)) {
                channel.end();
            }
            if (world.fault(0.001)) {
                channel.isCancelled = true;
                channel.isConsuming = false;
            }
            if (world.fault(0.001)) {
                channel.isForgotten = true;
            }
        }
        for (var entry : ready.entrySet()) {
            var takers = new ArrayList<>(channels.stream()
                    .filter(channel -> channel.region.equals(entry.getKey()) && channel.hasRoom())
                    .toList());
            while (!entry.getValue().isEmpty() && !takers.isEmpty()) {
                var taker = takers.get(world.random.nextInt(takers.size()));
                taker.push(entry.getValue().removeFirst());
                takers.removeIf(channel -> !channel.hasRoom());
            }
        }
    }

    /** All channels end at once, as when the broker dies. */
    void loseChannels() {
        List.copyOf(channels).forEach(FakeChannel::end);
    }

    void loseChannelsOf(FakeInstance owner) {
        List.copyOf(channels).stream().filter(channel -> channel.owner == owner).forEach(FakeChannel::end);
    }

    final class FakeChannel implements QueueChannel {

        private final FakeInstance owner;
        private final String region;
        private final TreeMap<Long, Message> unacked = new TreeMap<>();
        private final Map<Long, Long> since = new HashMap<>();
        private final Deque<Delivered> inbox = new ArrayDeque<>();
        private long lastTag;
        private boolean isConsuming;
        private boolean isForgotten;
        private boolean isCancelled;
        private boolean hasEnded;
        private long noticedAtNanos = Long.MAX_VALUE;

        FakeChannel(FakeInstance owner, String region) {
            this.owner = owner;
            this.region = region;
        }

        private boolean hasRoom() {
            return isConsuming && !isForgotten && unacked.size() < PREFETCH;
        }

        private long oldestNanos() {
            return since.values().stream().mapToLong(Long::longValue).min().orElse(world.nanos());
        }

        private void push(Message message) {
            message.deliveries++;
            world.check(() -> assertThat(message.deliveries)
                    .as("deliveries of one message")
                    .isLessThan(100));
            unacked.put(++lastTag, message);
            since.put(lastTag, world.nanos());
            inbox.add(new Delivered(lastTag, message.content));
        }

        /** The broker's side: gives back what wasn't acked. The client hears of it later. */
        private void end() {
            if (hasEnded) {
                return;
            }
            hasEnded = true;
            isConsuming = false;
            channels.remove(this);
            noticedAtNanos =
                    world.nanos() + world.upTo(world.chance(0.2) ? 20_000 : 20).toNanos();
            var back = new ArrayList<>(unacked.values());
            unacked.clear();
            since.clear();
            Collections.shuffle(back, world.random);
            back.forEach(queue(region)::addFirst);
        }

        private void talk() throws IOException {
            world.advance(world.upTo(1));
            owner.interrupt();
            if (!isOpen()) {
                throw new IOException("fake broker: the channel is closed");
            }
            if (world.fault(0.003)) {
                end();
                noticedAtNanos = 0;
                throw new IOException("fake broker: the connection broke");
            }
        }

        @Override
        public void consume() throws IOException {
            talk();
            if (!hasEnded) {
                isConsuming = true;
                isCancelled = false;
            }
        }

        @Override
        public void cancel() throws IOException {
            talk();
            isConsuming = false;
        }

        @Override
        public @Nullable Delivered next(Duration wait) throws IOException {
            owner.interrupt();
            turn();
            if (inbox.isEmpty() && !wait.isZero()) {
                world.advance(world.upTo(Math.max(1, wait.toMillis() / 20)));
                turn();
            }
            return inbox.poll();
        }

        @Override
        public void ackThrough(long tag) throws IOException {
            talk();
            if (hasEnded) {
                return;
            }
            var acked = unacked.headMap(tag, true);
            world.check(() -> {
                assertThat(unacked).as("acks of what was delivered here").containsKey(tag);
                acked.values()
                        .forEach(message -> assertThat(isCommitted.test(message.content))
                                .as("acked after its commit: %s", message.content.headers())
                                .isTrue());
            });
            acked.keySet().forEach(since::remove);
            acked.clear();
        }

        @Override
        public boolean isOpen() {
            return world.nanos() < noticedAtNanos;
        }

        @Override
        public boolean isCancelledByBroker() {
            return isCancelled;
        }

        @Override
        public void close() {
            end();
            noticedAtNanos = 0;
        }
    }
}
