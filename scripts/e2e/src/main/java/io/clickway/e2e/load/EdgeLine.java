package io.clickway.e2e.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;

/** One keep-alive connection to an edge, by hand: what arrives is seen to the byte. */
final class EdgeLine implements AutoCloseable {

    private static final int CONNECT_MILLIS = 2_000;
    private static final int ANSWER_MILLIS = 10_000;
    private static final int MAX_HEAD = 16_384;

    /** @param location empty when there is none */
    record Answer(int status, String location, boolean closes) {}

    /** An edge closes a connection that was idle for a minute, perhaps just when it is used again: so it isn't. */
    private static final long STALE_NANOS = 20_000_000_000L;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final String host;
    private long usedNanos = System.nanoTime();

    /** @param host of the requests' head */
    EdgeLine(URI edge, String host) throws IOException {
        this.host = host;
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(edge.getHost(), edge.getPort()), CONNECT_MILLIS);
            socket.setSoTimeout(ANSWER_MILLIS);
            in = new BufferedInputStream(socket.getInputStream(), 2_048);
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    boolean isStale() {
        return System.nanoTime() - usedNanos > STALE_NANOS;
    }

    Answer send(Visit visit) throws IOException {
        usedNanos = System.nanoTime();
        socket.getOutputStream().write(visit.request(host));
        int status = -1;
        long body = 0;
        var location = "";
        boolean closes = false;
        for (var line = line(); !line.isEmpty(); line = line()) {
            if (status < 0) {
                if (!line.startsWith("HTTP/1.1 ") || line.length() < 12) {
                    throw new IOException("no HTTP answer: " + line);
                }
                status = Integer.parseInt(line.substring(9, 12));
                continue;
            }
            int colon = line.indexOf(':');
            var value = line.substring(colon + 1).strip();
            switch (line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT)) {
                case "location" -> location = value;
                case "content-length" -> body = Long.parseLong(value);
                case "connection" -> closes = value.equalsIgnoreCase("close");
                default -> {}
            }
        }
        in.skipNBytes(body);
        return new Answer(status, location, closes);
    }

    private String line() throws IOException {
        var text = new StringBuilder(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || text.length() > MAX_HEAD) {
                throw new EOFException("the answer ended early");
            }
            text.append((char) c);
        }
        if (!text.isEmpty() && text.charAt(text.length() - 1) == '\r') {
            text.setLength(text.length() - 1);
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
