package io.clickway.e2e.system;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A region's Redis as its operator sees it; speaks RESP2, one command at a time. */
public final class Redis implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final BufferedOutputStream out;

    public Redis(LocalSystem system, String region) throws IOException {
        var part = system.part("redis-" + region);
        try {
            socket.connect(new InetSocketAddress(part.address(), part.port()), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            out = new BufferedOutputStream(socket.getOutputStream());
            call("AUTH", "operator", system.secret("REDIS_OPERATOR_" + region.toUpperCase(Locale.ROOT)));
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Text, number, list or null; bulk strings as ISO 8859-1, so that no byte is lost. */
    public @Nullable Object call(String... words) throws IOException {
        var command = new ByteArrayOutputStream();
        command.write(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (var word : words) {
            var bytes = word.getBytes(StandardCharsets.ISO_8859_1);
            command.write(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            command.write(bytes);
            command.write('\r');
            command.write('\n');
        }
        command.writeTo(out);
        out.flush();
        return answer();
    }

    public long number(String... words) throws IOException {
        return (long) Objects.requireNonNull(call(words));
    }

    @SuppressWarnings("unchecked")
    public List<Object> list(String... words) throws IOException {
        return (List<Object>) Objects.requireNonNull(call(words));
    }

    private @Nullable Object answer() throws IOException {
        int kind = in.read();
        return switch (kind) {
            case '+' -> line();
            case ':' -> Long.parseLong(line());
            case '-' -> throw new IOException("Redis refused: " + line());
            case '$' -> text(Integer.parseInt(line()));
            case '*' -> items(Integer.parseInt(line()));
            case -1 -> throw new EOFException("Redis closed the connection");
            default -> throw new IOException("not RESP: " + (char) kind);
        };
    }

    private @Nullable String text(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        var bytes = in.readNBytes(length);
        in.readNBytes(2);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private @Nullable List<@Nullable Object> items(int count) throws IOException {
        if (count < 0) {
            return null;
        }
        var items = new ArrayList<@Nullable Object>();
        for (int i = 0; i < count; i++) {
            items.add(answer());
        }
        return items;
    }

    private String line() throws IOException {
        var text = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("Redis closed the connection");
            }
            text.append((char) c);
        }
        in.read();
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
