package io.clickway.edge.visit;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.agent.AgentCache;
import io.clickway.agent.Agents;
import io.clickway.edge.click.ClickMaker;
import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.client.VisitorCookie;
import io.clickway.edge.client.Visitors;
import io.clickway.edge.route.LinkTable;
import io.clickway.edge.route.LiveLinks;
import io.clickway.edge.source.Answer;
import io.clickway.edge.source.Commit;
import io.clickway.edge.source.CommitLimits;
import io.clickway.edge.source.CommitSpool;
import io.clickway.edge.source.CommitTally;
import io.clickway.edge.source.EventStream;
import io.clickway.edge.source.LoopClock;
import io.clickway.edge.source.Outlets;
import io.clickway.edge.source.Source;
import io.clickway.edge.source.WatermarkWriter;
import io.clickway.event.EventFrame;
import io.clickway.event.EventFrameException;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Event;
import io.clickway.geo.Places;
import io.clickway.id.ClickIdMint;
import io.clickway.id.IdKeys;
import io.clickway.id.SipHash;
import io.clickway.id.SourceId;
import io.clickway.judge.AddressRanges;
import io.clickway.judge.AddressRate;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import io.clickway.links.proto.ShardRef;
import io.clickway.links.proto.WorkspaceRecord;
import io.clickway.seq.SeqRange;
import io.clickway.seq.SeqRanges;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The lanes of one event loop over a stream that answers at once or when the test says so, with connections whose every
 * buffer is counted. Links: {@code demo} on any host, {@code nowhere}, and {@code named}, whose workspace sets cookies.
 */
final class LaneUnderTest {

    static final long NOW = 1_795_000_000_000L;

    private static final String KEY_128 = "000102030405060708090a0b0c0d0e0f";
    private static final IdKeys KEYS = IdKeys.parse("1:" + KEY_128);
    private static final Agents AGENTS = new Agents();
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final CommitLimits LIMITS = new CommitLimits(LONG, 128, 65_536, 4096, 1024, LONG, LONG, 3);

    /** A stream that holds its answers back, or doesn't. */
    static final class Stream implements EventStream {

        final List<Click> clicks = new ArrayList<>();
        private final ArrayDeque<Answer> held = new ArrayDeque<>();
        boolean holds;

        @Override
        public void append(Commit commit, Answer answer) {
            read(commit);
            if (holds) {
                held.add(answer);
            } else {
                answer.answered(true);
            }
        }

        private void read(Commit commit) {
            try {
                EventFrame.split(commit.frame(), commit.count(), (_, offset, size) -> {
                    try {
                        clicks.add(Event.parser()
                                .parseFrom(commit.frame(), offset, size)
                                .getClick());
                    } catch (IOException garbled) {
                        throw new AssertionError(garbled);
                    }
                });
            } catch (EventFrameException damaged) {
                throw new AssertionError(damaged);
            }
        }

        @Override
        public void probe(Answer answer) {
            answer.answered(true);
        }

        /** Answers all that is asked, and what is asked because of that, until the stream holds back again. */
        void answerAll() {
            while (!held.isEmpty()) {
                held.remove().answered(true);
            }
        }

        void answerOne() {
            held.remove().answered(true);
        }
    }

    private static final class NoSpool implements CommitSpool {

        @Override
        public void append(Commit commit, Answer answer) {
            throw new AssertionError("nothing goes to the spool here");
        }

        @Override
        public SeqRanges undrained(SourceId source) {
            return new SeqRanges();
        }

        @Override
        public void taken(SourceId source, SeqRange seqs) {}

        @Override
        public boolean provesStreamSince(long nanos) {
            return true;
        }
    }

    /** Nothing is ever late here. */
    private static final class NoClock implements LoopClock {

        @Override
        public long nanos() {
            return 1;
        }

        @Override
        public Runnable after(Duration delay, Runnable task) {
            return () -> {};
        }
    }

    final Stream stream = new Stream();
    final Answers answers = new Answers();
    final VisitCounts counts = new VisitCounts();
    final Lanes lanes;
    private final List<ByteBuf> given = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();

    LaneUnderTest() {
        this(new HttpLimits(LONG.toNanos(), LONG.toNanos(), 1000));
    }

    LaneUnderTest(HttpLimits limits) {
        var links = new LiveLinks();
        links.replace(table());
        var id = new SourceId(9);
        var spool = new NoSpool();
        var outlets = new Outlets(stream, spool, _ -> {}, new NoClock(), CommitTally.NONE);
        var watermarks = new WatermarkWriter(id, new WatermarkWriter.Label("edge-eu", "eu", 1), links, spool, List::of);
        var source = new Source(id, new ClickIdMint(id, KEYS, () -> NOW), outlets, LIMITS, watermarks);
        lanes = new Lanes(new ClickDesk(links, maker(), source, counts, () -> NOW), answers, limits, () -> NOW);
    }

    private static ClickMaker maker() {
        return new ClickMaker(
                new ClickMaker.Shared(
                        TrustedProxies.parse(List.of("127.0.0.0/8")),
                        Places.NONE,
                        () -> AddressRanges.NONE,
                        new VisitorCookie(KEYS, true)),
                new ClickMaker.Own(
                        new AgentCache(AGENTS),
                        new AddressRate(Integer.MAX_VALUE, Duration.ofMinutes(1), 16, 1),
                        new Visitors(SipHash.ofHex(KEY_128)),
                        null));
    }

    private static LinkTable table() {
        var shard = LinkShard.newBuilder()
                .addLinks(link(1, "demo").setUrl("https://example.com/?s={sub1}"))
                .addLinks(link(1, "nowhere"))
                .addLinks(link(2, "named").setUrl("https://example.com/named"))
                .addWorkspaces(WorkspaceRecord.newBuilder().setWorkspaceId(2).setAllowsCookie(true))
                .build();
        try {
            return LinkTable.of(
                    LinkManifest.newBuilder()
                            .setVersion(1)
                            .addShards(ShardRef.newBuilder().setLinks(3))
                            .build(),
                    List.of(shard.toByteArray()),
                    1,
                    _ -> {});
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static LinkRecord.Builder link(int workspaceId, String slug) {
        return LinkRecord.newBuilder()
                .setLinkId(1)
                .setWorkspaceId(workspaceId)
                .setCampaignId(workspaceId)
                .setDomain("*")
                .setSlug(slug);
    }

    Connection connect() {
        var connection = new Connection();
        connections.add(connection);
        return connection;
    }

    /** Closes all connections; whatever buffer they were given must be free then. */
    void assertNothingLeaks() {
        connections.forEach(Connection::close);
        assertThat(given).allMatch(buffer -> buffer.refCnt() == 0, "is free");
    }

    /** One client's connection: a fast lane and behind it, in place of the server, a recorder. */
    final class Connection {

        final Recorder server = new Recorder();
        final EmbeddedChannel channel = new EmbeddedChannel(new FastLane(lanes, "127.0.0.1"));
        private final StringBuilder answered = new StringBuilder();

        Connection() {
            channel.pipeline().addLast(EdgeServer.PARSER, server);
        }

        void send(String request) {
            send(request.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte... request) {
            var buffer = Unpooled.buffer(Math.max(1, request.length)).writeBytes(request);
            given.add(buffer);
            channel.writeInbound(buffer);
        }

        /** In two reads. */
        void sendCut(String request, int at) {
            send(request.substring(0, at));
            send(request.substring(at));
        }

        void sendByteByByte(String request) {
            for (int i = 0; i < request.length(); i++) {
                send(request.substring(i, i + 1));
            }
        }

        /** All that came back so far. */
        String answered() {
            for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
                answered.append(out.toString(StandardCharsets.ISO_8859_1));
                out.release();
            }
            return answered.toString();
        }

        List<String> statuses() {
            var statuses = new ArrayList<String>();
            for (var part : answered().split("HTTP/1\\.1 ", -1)) {
                if (!part.isEmpty()) {
                    statuses.add(part.substring(0, 3));
                }
            }
            return statuses;
        }

        /** What the server's parser was given. */
        String passedOn() {
            return server.bytes.toString();
        }

        void close() {
            channel.close();
            channel.runPendingTasks();
            answered();
        }
    }

    /** Stands where the server's parser does. */
    static final class Recorder extends ChannelInboundHandlerAdapter {

        final StringBuilder bytes = new StringBuilder();
        int unflushed;
        boolean sawClose;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var buffer = (ByteBuf) message;
            bytes.append(buffer.toString(StandardCharsets.ISO_8859_1));
            buffer.release();
            unflushed++;
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            unflushed = 0;
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            sawClose = true;
        }
    }
}
