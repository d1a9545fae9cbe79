package io.clickway.edge.visit;

import io.clickway.edge.click.ClickRequest;
import io.clickway.edge.click.ClickTarget;
import io.clickway.event.proto.Method;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Stands in front of the HTTP server's own parser on one connection and answers the plain clicks itself, one at a time.
 * The first request that is anything else opens the way to the server, for good: this one never takes up a message in its
 * middle. On the connection's event loop.
 */
final class FastLane extends ChannelInboundHandlerAdapter implements Reply {

    /** What a client may send ahead while its click is being kept. */
    private static final int MAX_AHEAD = 64 * 1024;

    /** A head in more pieces goes to the server, whose parser goes on where it was. */
    private static final int MAX_TRIES = 16;

    private final Lanes lanes;
    private final String peer;
    private @Nullable ChannelHandlerContext own;
    private @Nullable ByteBuf ahead;
    private long lastReadNanos = System.nanoTime();
    /** When the head began that isn't whole yet; 0 for none. */
    private long headSinceNanos;

    /** How often the head that isn't whole yet was read from its first byte. */
    private int tries;

    private boolean isPending;
    private boolean isWorking;
    private boolean isFull;
    private boolean isOpen;
    private boolean hasBody;

    /** @param peer the client's address as the connection tells it */
    FastLane(Lanes lanes, String peer) {
        this.lanes = lanes;
        this.peer = peer;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        own = context;
        headSinceNanos = lastReadNanos;
        if (!lanes.add(this)) {
            // What may already have arrived stays untouched.
            isPending = true;
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lanes.remove(this);
        drop();
        context.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        lanes.remove(this);
        drop();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        lastReadNanos = System.nanoTime();
        if (isOpen || !(message instanceof ByteBuf bytes)) {
            pass(context, message);
            return;
        }
        var held = ahead;
        // Copies, so that a byte sent by itself holds no buffer of its own.
        ahead = held == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), held, bytes);
        work(context);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (isOpen) {
            context.fireChannelReadComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.fireChannelWritabilityChanged();
        work(context);
    }

    /** What arrives while answers lie unread is no visitor's. The time for a head runs until the server has read one. */
    private void pass(ChannelHandlerContext context, Object message) {
        if (context.channel().isWritable()) {
            headSinceNanos = headSinceNanos == 0 ? lastReadNanos : headSinceNanos;
            context.fireChannelRead(message);
        } else {
            ReferenceCountUtil.release(message);
            context.close();
        }
    }

    /** Takes click after click of what has arrived, as long as each is answered and the answers are read. */
    private void work(ChannelHandlerContext context) {
        if (isWorking) {
            return;
        }
        isWorking = true;
        try {
            while (ahead != null && !isPending && context.channel().isWritable() && step(context, ahead)) {
                // One more.
            }
        } catch (RuntimeException bug) {
            // Not the caller's: that may be another visitor's click.
            context.fireExceptionCaught(bug);
            context.close();
        } finally {
            isWorking = false;
        }
        boolean isTooMuch = ahead != null && ahead.readableBytes() > MAX_AHEAD;
        if (isTooMuch != isFull) {
            isFull = isTooMuch;
            context.channel().config().setAutoRead(!isTooMuch);
        }
    }

    /** False when nothing more can be done with what has arrived. */
    private boolean step(ChannelHandlerContext context, ByteBuf bytes) {
        var reader = lanes.reader();
        int length = Math.min(bytes.readableBytes(), HeadReader.MAX_HEAD);
        bytes.getBytes(bytes.readerIndex(), reader.buffer(), 0, length);
        int head = reader.read(length);
        if (head == HeadReader.INCOMPLETE && ++tries < MAX_TRIES) {
            headSinceNanos = headSinceNanos == 0 ? lastReadNanos : headSinceNanos;
            return false;
        }
        var target = head > 0 ? ClickTarget.parse(reader.target) : null;
        if (target == null || target.isPage() || target.isReserved()) {
            open(context, bytes);
            return false;
        }
        if (bytes.skipBytes(head).isReadable()) {
            bytes.discardSomeReadBytes();
        } else {
            ahead = null;
            bytes.release();
        }
        click(reader, target);
        return true;
    }

    /** The server takes over; the read that this may happen behind of has long been completed. */
    private void open(ChannelHandlerContext context, ByteBuf bytes) {
        isOpen = true;
        ahead = null;
        headSinceNanos = headSinceNanos == 0 ? lastReadNanos : headSinceNanos;
        context.pipeline().addAfter(EdgeServer.PARSER, null, new HeadGate());
        context.fireChannelRead(bytes);
        context.fireChannelReadComplete();
    }

    private void click(HeadReader reader, ClickTarget target) {
        isPending = true;
        tries = 0;
        headSinceNanos = 0;
        hasBody = reader.method != Method.HEAD;
        lanes.desk()
                .click(
                        new ClickRequest(
                                reader.method,
                                target,
                                ClickRequest.hostOf(target, reader.host),
                                reader.userAgent,
                                reader.referrer,
                                reader.acceptLanguage,
                                reader.purpose,
                                reader.signals,
                                reader.cookie,
                                peer,
                                reader.forwardedFor,
                                reader.isAscii()),
                        this);
    }

    @Override
    public void redirect(String location, @Nullable String cookie) {
        var context = own;
        if (context == null || context.isRemoved()) {
            return;
        }
        boolean isLast = lanes.isEnding();
        answer(context, FastReply.redirect(context.alloc(), lanes.date(), location, cookie, isLast), isLast);
    }

    @Override
    public void notFound() {
        var context = own;
        if (context == null || context.isRemoved()) {
            return;
        }
        boolean isLast = lanes.isEnding();
        answer(context, FastReply.notFound(context.alloc(), lanes.date(), hasBody, isLast), isLast);
    }

    /** Writes the answer and goes on with what came meanwhile. */
    private void answer(ChannelHandlerContext context, ByteBuf response, boolean isLast) {
        isPending = false;
        context.writeAndFlush(response, context.voidPromise());
        if (isLast) {
            context.close();
        } else {
            work(context);
        }
    }

    /** The server has a request's head, or the end of its body: the connection is in time. */
    void headIsRead() {
        headSinceNanos = 0;
    }

    boolean isSilentFor(long nowNanos, long nanos) {
        return !isPending && nowNanos - lastReadNanos > nanos;
    }

    boolean isReadingFor(long nowNanos, long nanos) {
        return headSinceNanos != 0 && nowNanos - headSinceNanos > nanos;
    }

    void end() {
        if (own != null) {
            own.close();
        }
    }

    private void drop() {
        var held = ahead;
        if (held != null) {
            ahead = null;
            held.release();
        }
    }
}
