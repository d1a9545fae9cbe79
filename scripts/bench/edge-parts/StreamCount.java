import io.clickway.event.EventFrame;
import io.clickway.event.proto.Event;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Counts the clicks that lie in a stream: the edge's as it decodes, watermarks left out; nginx's as each entry says. */
final class StreamCount implements AutoCloseable {

    private static final int PAGE = 200;

    private final Socket socket;
    private final DataInputStream in;

    StreamCount(String host, int port) throws IOException {
        socket = new Socket(host, port);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    }

    long clicks(String stream) throws Exception {
        long clicks = 0;
        var from = "-";
        while (true) {
            var entries = (List<?>) ask("XRANGE", stream, from, "+", "COUNT", String.valueOf(PAGE));
            if (entries.isEmpty()) {
                return clicks;
            }
            for (var entry : entries) {
                var pair = (List<?>) entry;
                from = "(" + text(pair.get(0));
                clicks += clicksOf((List<?>) pair.get(1));
            }
        }
    }

    private static long clicksOf(List<?> fields) throws Exception {
        int count = 0;
        byte[] data = {};
        boolean ofEdge = false;
        for (int i = 0; i < fields.size(); i += 2) {
            switch (text(fields.get(i))) {
                case "n" -> count = Integer.parseInt(text(fields.get(i + 1)));
                case "d" -> data = (byte[]) fields.get(i + 1);
                case "source" -> ofEdge = true;
                default -> {
                    // The place of the events; not counted.
                }
            }
        }
        if (!ofEdge) {
            return count;
        }
        var clicks = new long[1];
        var frame = data;
        EventFrame.split(frame, count, (_, offset, size) -> {
            try {
                clicks[0] += Event.parser().parseFrom(frame, offset, size).hasClick() ? 1 : 0;
            } catch (IOException garbled) {
                throw new IllegalStateException("an event is garbled", garbled);
            }
        });
        return clicks[0];
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.ISO_8859_1);
    }

    private Object ask(String... words) throws IOException {
        var request = new StringBuilder("*" + words.length + "\r\n");
        for (var word : words) {
            request.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
        return reply();
    }

    private Object reply() throws IOException {
        var line = line();
        return switch (line.charAt(0)) {
            case '*' -> {
                var list = new ArrayList<>();
                for (int i = Integer.parseInt(line.substring(1)); i > 0; i--) {
                    list.add(reply());
                }
                yield list;
            }
            case '$' -> {
                var bytes = in.readNBytes(Integer.parseInt(line.substring(1)));
                in.skipNBytes(2);
                yield bytes;
            }
            case ':' -> Long.parseLong(line.substring(1));
            case '+' -> line.substring(1);
            default -> throw new IOException("Redis says " + line);
        };
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new IOException("Redis ended the connection");
            }
            line.append((char) next);
        }
        in.skipNBytes(1);
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
