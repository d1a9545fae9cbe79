package io.clickway.edge.visit;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;

/**
 * Stands behind the server's parser on one connection and marks as unreadable what that lets pass: another version of HTTP,
 * which Vert.x would repeat in a 501, and a header without a name. Nothing behind such a request goes any further.
 */
final class HeadGate extends ChannelInboundHandlerAdapter {

    private boolean hasRefused;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (hasRefused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request && request.decoderResult().isSuccess() && !isReadable(request)) {
            hasRefused = true;
            request.setProtocolVersion(HttpVersion.HTTP_1_1);
            request.setDecoderResult(DecoderResult.failure(new DecoderException("not of HTTP/1")));
        }
        context.fireChannelRead(message);
    }

    /** Of the two versions there is one object each; {@code http/1.1} makes another. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isReadable(HttpRequest request) {
        var version = request.protocolVersion();
        return (version == HttpVersion.HTTP_1_1 || version == HttpVersion.HTTP_1_0)
                && !request.headers().contains("");
    }
}
