package io.clickway.edge.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** HTTP byte by byte, as no client library sends or forgives it. Texts are one char per byte. */
final class RawHttp {

    private static final int PATIENCE_MILLIS = 30_000;

    record Header(String name, String value) {}

    /** One response, its framing checked: {@code Content-Length} bytes of body, no more, no less. */
    record Response(int status, List<Header> headers, String body) {

        /** The value of a header that stands there once; empty when it doesn't stand there. */
        String header(String name) {
            var values = headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .map(Header::value)
                    .toList();
            if (values.size() > 1) {
                throw new AssertionError(name + " stands there " + values.size() + " times");
            }
            return values.isEmpty() ? "" : values.getFirst();
        }
    }

    /** What came back, and whether the edge ended the connection. */
    record Answer(String raw, boolean isEnded) {

        /** @param isHead whether the first response is one to HEAD */
        List<Response> responses(boolean isHead) {
            var all = new ArrayList<Response>();
            for (int at = 0; at < raw.length(); ) {
                at = parse(at, isHead && all.isEmpty(), all);
            }
            return all;
        }

        private int parse(int from, boolean isHead, List<Response> all) {
            int end = raw.indexOf("\r\n\r\n", from);
            if (end < 0 || !raw.startsWith("HTTP/1.", from)) {
                throw new AssertionError("no response at " + from + " of: " + raw);
            }
            var lines = raw.substring(from, end).split("\r\n", -1);
            var headers = new ArrayList<Header>();
            for (int i = 1; i < lines.length; i++) {
                int colon = lines[i].indexOf(':');
                if (colon < 1) {
                    throw new AssertionError("no header: " + lines[i]);
                }
                headers.add(new Header(
                        lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                        lines[i].substring(colon + 1).strip()));
            }
            int status = Integer.parseInt(lines[0].substring(9, 12));
            var response = new Response(status, headers, "");
            var said = response.header("content-length");
            int length = isHead || said.isEmpty() ? 0 : Integer.parseInt(said);
            if (end + 4 + length > raw.length()) {
                throw new AssertionError("a body that is shorter than said: " + raw.substring(from));
            }
            all.add(new Response(status, headers, raw.substring(end + 4, end + 4 + length)));
            return end + 4 + length;
        }

        Response only() {
            var all = responses(false);
            if (all.size() != 1) {
                throw new AssertionError(all.size() + " responses: " + raw);
            }
            return all.getFirst();
        }
    }

    private RawHttp() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Sends all of it, then reads until the edge ends the connection or is silent for half a minute. */
    static Answer send(String address, String request) throws IOException {
        return send(address, bytes(request), PATIENCE_MILLIS);
    }

    static Answer send(String address, byte[] request, int patienceMillis) throws IOException {
        try (var socket = new Socket(address, 8080)) {
            try {
                socket.getOutputStream().write(request);
            } catch (SocketException closedEarly) {
                // The edge may refuse before it has read everything; what it said is read below.
            }
            return read(socket, patienceMillis);
        }
    }

    /** Reads until the edge ends the connection or is silent for so long. */
    static Answer read(Socket socket, int patienceMillis) throws IOException {
        socket.setSoTimeout(patienceMillis);
        var answer = new ByteArrayOutputStream();
        boolean isEnded = true;
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketTimeoutException silent) {
            isEnded = false;
        } catch (SocketException reset) {
            // A reset ends the answer, too.
        }
        return new Answer(answer.toString(StandardCharsets.ISO_8859_1), isEnded);
    }

    /** Reads one response without a body behind its head, and nothing behind it. */
    static String readHead(Socket socket) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                throw new IOException("ended amid: " + head);
            }
            head.append((char) c);
        }
        return head.toString();
    }
}
