package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.benchmark.traffic.Requests;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One kept connection to an edge, by hand: a load that shares its cores with what it measures must take little of them. */
final class EdgeLine implements AutoCloseable {

    private static final int ANSWER_MILLIS = 10_000;
    private static final byte[] END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final String edge;
    private final Socket socket = new Socket();
    private final InputStream in;

    /** @param edge address and port, with a colon between */
    EdgeLine(String edge) throws IOException {
        this.edge = edge;
        int colon = edge.lastIndexOf(':');
        socket.setTcpNoDelay(true);
        socket.connect(
                new InetSocketAddress(edge.substring(0, colon), Integer.parseInt(edge.substring(colon + 1))),
                ANSWER_MILLIS);
        socket.setSoTimeout(ANSWER_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 2_048);
    }

    byte[] request(String slug, Requests.Request visitor) {
        return """
                GET /%s%s HTTP/1.1\r
                Host: %s\r
                User-Agent: %s\r
                X-Forwarded-For: %s\r
                Accept-Language: %s\r
                \r
                """.formatted(slug, visitor.query(), edge, visitor.userAgent(), visitor.address(), visitor.language())
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** @return the status of an answer, which has no body unless it is an error: that line isn't used again */
    int send(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        var start = in.readNBytes("HTTP/1.1 200".length());
        if (start.length < "HTTP/1.1 200".length()) {
            throw new EOFException("the edge closed the connection");
        }
        for (int matched = 0; matched < END.length; ) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the answer ended early");
            }
            matched = next == END[matched] ? matched + 1 : next == END[0] ? 1 : 0;
        }
        return Integer.parseInt(new String(start, "HTTP/1.1 ".length(), 3, StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
