package io.clickway.forwarder.it;

import com.github.luben.zstd.Zstd;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import io.clickway.address.BrokerNames;
import io.clickway.batch.BatchHeader;
import io.clickway.event.EventFrame;
import io.clickway.id.SourceId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads the region's queue at the centre, and what found no queue, as the warehouse does, and counts each event of each source. */
final class CentreStandIn implements AutoCloseable {

    /** What arrived, by source and seq, and how often. */
    final Map<SourceId, Map<Long, AtomicInteger>> events;

    final Queue<Damaged> damaged = new ConcurrentLinkedQueue<>();
    final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();
    final AtomicInteger batches = new AtomicInteger();

    record Damaged(Map<String, String> headers, byte[] body) {}

    private final ConnectionFactory factory = new ConnectionFactory();
    private final Connection connection;

    CentreStandIn(String uri) throws Exception {
        this(uri, new ConcurrentHashMap<>());
    }

    /** @param events goes on counting here */
    CentreStandIn(String uri, Map<SourceId, Map<Long, AtomicInteger>> events) throws Exception {
        this.events = events;
        factory.setUri(uri);
        factory.setNetworkRecoveryInterval(500);
        connection = factory.newConnection("centre-stand-in");
        var channel = connection.createChannel();
        channel.basicQos(500);
        channel.basicConsume(BrokerNames.clicksQueue("eu"), false, new Consumer(channel));
        channel.basicConsume(BrokerNames.UNROUTED_QUEUE, false, new Consumer(channel));
    }

    Connection connection() {
        return connection;
    }

    private final class Consumer extends DefaultConsumer {
        Consumer(Channel channel) {
            super(channel);
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                throws IOException {
            try {
                if ("damaged".equals(properties.getType())) {
                    var headers = new HashMap<String, String>();
                    properties.getHeaders().forEach((name, value) -> headers.put(name, value.toString()));
                    damaged.add(new Damaged(headers, body));
                } else {
                    take(properties, body);
                }
            } catch (Exception | AssertionError fault) {
                faults.add(fault);
            }
            getChannel().basicAck(envelope.getDeliveryTag(), false);
        }

        private void take(AMQP.BasicProperties properties, byte[] body) throws Exception {
            var header = BatchHeader.parse(properties.getHeaders());
            if (header.crc32c() != BatchHeader.checksum(body)
                    || !properties.getMessageId().equals(header.batchId().toString())
                    || properties.getDeliveryMode() != 2) {
                throw new IllegalStateException("batch " + header.batchId() + " is not as it was sent");
            }
            var plain = Zstd.decompress(body, (int) Zstd.getFrameContentSize(body));
            List<Long> seqs = new ArrayList<>();
            List<SourceId> sources = new ArrayList<>();
            header.ranges().forEach(range -> {
                for (int i = 0; i < range.count(); i++) {
                    seqs.add(range.first() + i);
                    sources.add(range.source());
                }
            });
            EventFrame.split(plain, seqs.size(), (index, offset, size) -> {
                var event = parse(plain, offset, size);
                var expected = sources.get(index) + "-" + seqs.get(index);
                if (!event.equals(expected)) {
                    faults.add(new IllegalStateException("event " + event + " stands in the place of " + expected));
                }
                events.computeIfAbsent(sources.get(index), source -> new ConcurrentHashMap<>())
                        .computeIfAbsent(seqs.get(index), seq -> new AtomicInteger())
                        .incrementAndGet();
            });
            batches.incrementAndGet();
        }

        private String parse(byte[] plain, int offset, int size) {
            try {
                return io.clickway.event.proto.Event.parser()
                        .parseFrom(plain, offset, size)
                        .getClick()
                        .getSubs(0);
            } catch (com.google.protobuf.InvalidProtocolBufferException bad) {
                return "an event that can't be decoded";
            }
        }
    }

    /** Whether every event of the source from 1 to {@code last} arrived. */
    boolean hasAll(SourceId source, long last) {
        return events.getOrDefault(source, Map.of()).size() == last;
    }

    boolean has(SourceId source, long seq) {
        return events.getOrDefault(source, Map.of()).containsKey(seq);
    }

    long duplicates(SourceId source) {
        return events.getOrDefault(source, Map.of()).values().stream()
                .filter(count -> count.get() > 1)
                .count();
    }

    @Override
    public void close() throws IOException {
        connection.abort(2_000);
    }
}
