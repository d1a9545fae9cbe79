package io.clickway.edge.stream;

import io.clickway.address.RedisKeys;
import io.clickway.edge.recover.Feed;
import io.clickway.edge.source.Commit;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stream over a blocking socket, for a command that runs without an event loop. Connects at the first append; no
 * retries. One thread.
 */
public final class PlainStream implements Feed, AutoCloseable {

    private static final int DEFAULT_PORT = 6379;
    private static final int MAX_LINE = 1024;

    private final URI uri;
    private final Duration timeout;
    private @Nullable Socket socket;

    /**
     * @param uri {@code redis://USER:PASSWORD@HOST:PORT}
     * @throws IllegalArgumentException without showing the URI when it is none
     */
    public PlainStream(String uri, Duration timeout) {
        URI parsed;
        try {
            parsed = new URI(uri);
        } catch (URISyntaxException unreadable) {
            throw new IllegalArgumentException("not a redis:// address");
        }
        if (!"redis".equals(parsed.getScheme()) || parsed.getHost() == null) {
            throw new IllegalArgumentException("not a redis:// address");
        }
        this.uri = parsed;
        this.timeout = timeout;
    }

    @Override
    public void append(List<Commit> commits) throws IOException {
        var open = connected();
        var out = new BufferedOutputStream(open.getOutputStream(), 1 << 16);
        for (var commit : commits) {
            command(
                    out,
                    ascii("XADD"),
                    ascii(RedisKeys.EVENTS),
                    ascii("*"),
                    ascii(RedisKeys.FIELD_SOURCE),
                    ascii(commit.source().toString()),
                    ascii(RedisKeys.FIELD_FIRST_SEQ),
                    ascii(Long.toString(commit.firstSeq())),
                    ascii(RedisKeys.FIELD_COUNT),
                    ascii(Integer.toString(commit.count())),
                    ascii(RedisKeys.FIELD_DATA),
                    commit.frame());
        }
        out.flush();
        var in = open.getInputStream();
        for (int i = 0; i < commits.size(); i++) {
            reply(in);
        }
    }

    private Socket connected() throws IOException {
        var open = socket;
        if (open != null) {
            return open;
        }
        var fresh = new Socket();
        socket = fresh;
        int millis = (int) timeout.toMillis();
        fresh.connect(new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort()), millis);
        fresh.setSoTimeout(millis);
        var login = uri.getRawUserInfo();
        if (login != null) {
            int colon = login.indexOf(':');
            var user = colon > 0 ? login.substring(0, colon) : "default";
            var out = new BufferedOutputStream(fresh.getOutputStream());
            command(out, ascii("AUTH"), decoded(user), decoded(login.substring(colon + 1)));
            out.flush();
            reply(fresh.getInputStream());
        }
        return fresh;
    }

    private static byte[] decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void command(OutputStream out, byte[]... words) throws IOException {
        out.write(ascii("*" + words.length + "\r\n"));
        for (var word : words) {
            out.write(ascii("$" + word.length + "\r\n"));
            out.write(word);
            out.write('\r');
            out.write('\n');
        }
    }

    /** A status, or the id of an entry; an error is told by its first word, which never holds a secret. */
    private static void reply(InputStream in) throws IOException {
        var line = line(in);
        if (line.startsWith("-")) {
            throw new IOException("Redis refuses: " + line.substring(1).split(" ", 2)[0]);
        }
        if (line.startsWith("$") && Integer.parseInt(line.substring(1)) >= 0) {
            line(in);
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() > MAX_LINE) {
                throw new IOException("Redis ended the connection");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
    }
}
