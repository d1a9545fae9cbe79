package io.clickway.e2e.scenario;

import com.github.luben.zstd.Zstd;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.clickway.batch.BatchHeader;
import io.clickway.batch.SourceRange;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Event;
import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Verdict;
import io.clickway.event.proto.Watermark;
import io.clickway.id.SourceId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Makes batches as a forwarder does, or worse ones, and publishes them in a region. All are of one source whose numbers have
 * no gap and which closes itself at the end, so that the books of the region stay whole.
 */
final class BatchForge implements AutoCloseable {

    private static final long CONFIRM_MILLIS = 60_000;

    private final Stage stage;
    private final String region;
    private final SourceId source;
    private final Connection connection;
    private final Channel channel;
    private final int linkId;
    private final int campaignId;
    private long nextSeq = 1;
    private int idCounter;
    private final Map<String, Integer> causes = new TreeMap<>();

    BatchForge(Stage stage, String region) throws IOException, SQLException, TimeoutException {
        this.stage = stage;
        this.region = region;
        this.source = new SourceId(stage.random().nextLong() | 1);
        try (var database = stage.system().database();
                var statement = database.createStatement();
                var row = statement.executeQuery("select link_id, campaign_id from links where slug = 'go'")) {
            row.next();
            linkId = row.getInt(1);
            campaignId = row.getInt(2);
        }
        var broker = stage.system().part("rabbitmq-" + region);
        var factory = new ConnectionFactory();
        factory.setHost(broker.address());
        factory.setPort(broker.port());
        factory.setUsername("operator");
        factory.setPassword(stage.system().secret("RABBITMQ_OPERATOR_" + region.toUpperCase(Locale.ROOT)));
        connection = factory.newConnection("chaos-forge");
        channel = connection.createChannel();
        channel.confirmSelect();
    }

    /** A batch and its envelope; each change gives another one. */
    record Forged(
            SourceRange range,
            int count,
            String type,
            String codec,
            byte[] frame,
            Optional<byte[]> body,
            Map<String, Object> otherHeaders) {

        Forged body(byte[] other) {
            return new Forged(range, count, type, codec, frame, Optional.of(other), otherHeaders);
        }

        /** A header in place of the right one, or beside the others. */
        Forged header(String name, Object value) {
            return new Forged(range, count, type, codec, frame, body, Map.of(name, value));
        }

        Forged type(String other) {
            return new Forged(range, count, other, codec, frame, body, otherHeaders);
        }

        Forged codec(String other) {
            return new Forged(range, count, type, other, frame, body, otherHeaders);
        }

        Forged version(byte version) {
            var other = frame.clone();
            other[0] = version;
            return new Forged(range, count, type, codec, other, body, otherHeaders);
        }

        Forged truncated() {
            return new Forged(range, count, type, codec, Arrays.copyOf(frame, frame.length - 7), body, otherHeaders);
        }

        /** The body ends early; the checksum is that of what is sent. */
        Forged cut() {
            var whole = Zstd.compress(frame);
            return body(Arrays.copyOf(whole, whole.length - 5));
        }

        private byte[] sent() {
            return body.orElseGet(() -> Zstd.compress(frame));
        }
    }

    /** A batch of good clicks. */
    Forged batch(int clicks) {
        var events = new ArrayList<byte[]>();
        for (int i = 0; i < clicks; i++) {
            events.add(click(_ -> {}));
        }
        return batch(events);
    }

    private Forged batch(List<byte[]> events) {
        var range = new SourceRange(source, nextSeq, events.size());
        nextSeq += events.size();
        return batch(range, events);
    }

    private static Forged batch(SourceRange range, List<byte[]> events) {
        var frame = new ByteArrayOutputStream();
        frame.write(EventFrame.VERSION);
        for (var event : events) {
            var length = ByteString.newOutput();
            try {
                var varint = CodedOutputStream.newInstance(length);
                varint.writeUInt32NoTag(event.length);
                varint.flush();
            } catch (IOException impossible) {
                throw new IllegalStateException("writing to memory failed", impossible);
            }
            frame.writeBytes(length.toByteString().toByteArray());
            frame.writeBytes(event);
        }
        return new Forged(
                range, events.size(), "events", BatchHeader.ZSTD, frame.toByteArray(), Optional.empty(), Map.of());
    }

    byte[] click(Consumer<Event.Builder> change) {
        return click(Instant.now(), change);
    }

    byte[] clickAt(Instant time) {
        return click(time, _ -> {});
    }

    private byte[] click(Instant time, Consumer<Event.Builder> change) {
        var event = id(time).setClick(Click.newBuilder()
                .setWorkspaceId(1)
                .setLinkId(linkId)
                .setCampaignId(campaignId)
                .setConfigVersion(1)
                .setHost("forged.example")
                .setTarget("/go")
                .setUserAgent("forged")
                .setVerdict(Verdict.HUMAN)
                .setOs("other")
                .setBrowser("other")
                .setDestination("https://shop.example/")
                .addSubs("forged-" + stage.clicks().run() + "-" + idCounter));
        change.accept(event);
        return event.build().toByteArray();
    }

    /** The layout of a UUIDv7; the check within isn't the warehouse's business. */
    private Event.Builder id(Instant time) {
        idCounter++;
        return Event.newBuilder()
                .setIdHigh(time.toEpochMilli() << 16 | 0x7000L | (source.bits() >>> 52))
                .setIdLow(1L << 63 | (long) idCounter << 32 | (source.bits() & 0xffffffffL));
    }

    /** Publishes a bad batch: one more thing in quarantine. */
    void send(Forged bad, String what, String cause) throws IOException {
        stage.say("forged: " + what);
        causes.merge(cause, 1, Integer::sum);
        publish(bad);
    }

    /** Publishes so many good clicks. */
    int good(int clicks) throws IOException {
        publish(batch(clicks));
        return clicks;
    }

    /** A bad event between two good ones; returns the number of good ones. */
    int around(byte[] bad, String what, String cause) throws IOException {
        stage.say("forged: " + what);
        causes.merge(cause, 1, Integer::sum);
        publish(batch(List.of(click(_ -> {}), bad, click(_ -> {}))));
        return 2;
    }

    /** Two clicks under one number: the first is stored, the other is none of its duplicates. */
    int taken() throws IOException {
        stage.say("forged: two events of one (source, seq)");
        var first = batch(List.of(click(_ -> {})));
        publish(first);
        stage.await("the first of the two is stored", Duration.ofSeconds(90), () -> isStored(first.range()));
        causes.merge("seq-taken", 1, Integer::sum);
        publish(batch(first.range(), List.of(click(_ -> {}))));
        return 1;
    }

    private boolean isStored(SourceRange range) {
        try (var database = stage.system().database();
                var asked =
                        database.prepareStatement("select from edge_ledger where source_id = ? and received @> ?")) {
            asked.setLong(1, range.source().bits());
            asked.setLong(2, range.first());
            try (var row = asked.executeQuery()) {
                return row.next();
            }
        } catch (SQLException _) {
            return false;
        }
    }

    /** The source's last word: all of its numbers are out. */
    void close(Stage stage) throws IOException {
        long now = Instant.now().toEpochMilli();
        var last = id(Instant.now())
                .setWatermark(Watermark.newBuilder()
                        .setSeqThrough(nextSeq)
                        .setTimeThroughMs(now)
                        .setStartedAtMs(now)
                        .setState(SourceState.CLOSED)
                        .setEdge("forged-" + region)
                        .setRegion(region))
                .build()
                .toByteArray();
        publish(batch(List.of(last)));
        stage.say("forged: the source's last word after " + (nextSeq - 1) + " events");
    }

    int quarantined() {
        return causes.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many of the bad things must be in quarantine for which cause. */
    Map<String, Integer> causes() {
        return new TreeMap<>(causes);
    }

    void publish(Forged batch) throws IOException {
        var body = batch.sent();
        var batchId = uuid();
        Map<String, Object> headers = new HashMap<>(new BatchHeader(
                        batchId,
                        region,
                        List.of(batch.range()),
                        Instant.now(),
                        batch.codec(),
                        BatchHeader.checksum(body),
                        Optional.empty())
                .toHeaders());
        headers.putAll(batch.otherHeaders());
        channel.basicPublish(
                "clicks",
                region + ".0",
                true,
                new AMQP.BasicProperties.Builder()
                        .contentType("application/x-clickway-batch")
                        .type(batch.type())
                        .messageId(batchId.toString())
                        .deliveryMode(2)
                        .headers(headers)
                        .build(),
                body);
        try {
            channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } catch (TimeoutException silent) {
            throw new IOException("no confirm of a forged batch", silent);
        }
    }

    private UUID uuid() {
        return new UUID(
                Instant.now().toEpochMilli() << 16 | 0x7000L | stage.random().nextInt(0x1000),
                1L << 63 | stage.random().nextLong() >>> 2);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
