package io.clickway.edge.visit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The responses of the fast lane, byte for byte; the same headers as those of {@link Answers}. */
final class FastReply {

    private static final String EACH =
            "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nDate: ";
    private static final byte[] FOUND = ascii("HTTP/1.1 302 Found\r\n" + EACH);
    private static final byte[] LOCATION = ascii("\r\nContent-Length: 0\r\nLocation: ");
    private static final byte[] COOKIE = ascii("\r\nSet-Cookie: ");
    private static final byte[] NOT_FOUND = ascii("HTTP/1.1 404 Not Found\r\n" + EACH);
    private static final byte[] NO_SUCH_LINK =
            ascii("\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 13");
    private static final byte[] CLOSE = ascii("\r\nConnection: close");
    private static final byte[] END = ascii("\r\n\r\n");
    private static final byte[] BODY = ascii("no such link\n");

    private FastReply() {}

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static ByteBuf redirect(
            ByteBufAllocator buffers, byte[] date, String location, @Nullable String cookie, boolean isLast) {
        var to = location.getBytes(StandardCharsets.ISO_8859_1);
        var response = buffers.directBuffer(FOUND.length + date.length + LOCATION.length + to.length + END.length);
        response.writeBytes(FOUND).writeBytes(date).writeBytes(LOCATION).writeBytes(to);
        if (cookie != null) {
            response.writeBytes(COOKIE).writeBytes(cookie.getBytes(StandardCharsets.ISO_8859_1));
        }
        return isLast ? response.writeBytes(CLOSE).writeBytes(END) : response.writeBytes(END);
    }

    static ByteBuf notFound(ByteBufAllocator buffers, byte[] date, boolean hasBody, boolean isLast) {
        var response = buffers.directBuffer(256);
        response.writeBytes(NOT_FOUND).writeBytes(date).writeBytes(NO_SUCH_LINK);
        if (isLast) {
            response.writeBytes(CLOSE);
        }
        response.writeBytes(END);
        return hasBody ? response.writeBytes(BODY) : response;
    }
}
