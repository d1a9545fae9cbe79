package io.clickway.edge.it;

import com.google.protobuf.ByteString;
import io.clickway.address.RedisKeys;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.Event;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import io.clickway.links.proto.ShardRef;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;

/** Plays the forwarder: publishes links and reads what the edge has appended. Speaks RESP 2 by itself. */
final class RedisProbe implements AutoCloseable {

    /** An event and its place. */
    record Found(String source, long seq, Event event) {}

    private final Socket socket;
    private final DataInputStream in;

    RedisProbe(String uri) {
        var parsed = URI.create(uri);
        var login = parsed.getUserInfo().split(":", 2);
        try {
            socket = new Socket(parsed.getHost(), parsed.getPort());
            socket.setSoTimeout(30_000);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException down) {
            throw new IllegalStateException("no Redis at " + parsed.getHost(), down);
        }
        call("AUTH", login[0], login[1]);
    }

    void publish(long version, String... domainSlugUrl) {
        var shard = LinkShard.newBuilder();
        for (int i = 0; i < domainSlugUrl.length; i += 3) {
            shard.addLinks(LinkRecord.newBuilder()
                    .setLinkId(1 + i / 3)
                    .setWorkspaceId(1)
                    .setCampaignId(1)
                    .setDomain(domainSlugUrl[i])
                    .setSlug(domainSlugUrl[i + 1])
                    .setUrl(domainSlugUrl[i + 2]));
        }
        publish(version, shard.build());
    }

    void publish(long version, LinkShard shard) {
        var bytes = shard.toByteArray();
        var sha256 = sha256(bytes);
        var manifest = LinkManifest.newBuilder()
                .setVersion(version)
                .addShards(ShardRef.newBuilder().setSha256(ByteString.copyFrom(sha256)));
        call("SET", RedisKeys.configShard(HexFormat.of().formatHex(sha256)), bytes);
        call("MULTI");
        call("SET", RedisKeys.CONFIG_MANIFEST, manifest.build().toByteArray());
        call("SET", RedisKeys.CONFIG_VERSION, Long.toString(version));
        call("EXEC");
    }

    /** Each once, however often it was sent. */
    List<Found> eventsOnce() {
        var places = new HashSet<String>();
        return events().stream()
                .filter(found -> places.add(found.source() + "/" + found.seq()))
                .toList();
    }

    List<Found> events() {
        var found = new ArrayList<Found>();
        for (var entry : list(call("XRANGE", RedisKeys.EVENTS, "-", "+"))) {
            var fields = list(list(entry).get(1));
            var source = text(fields.get(1));
            long first = Long.parseLong(text(fields.get(3)));
            int count = Integer.parseInt(text(fields.get(5)));
            var frame = (byte[]) fields.get(7);
            try {
                EventFrame.split(
                        frame,
                        count,
                        (index, offset, size) ->
                                found.add(new Found(source, first + index, parse(frame, offset, size))));
            } catch (Exception damaged) {
                throw new AssertionError("an entry can't be read", damaged);
            }
        }
        return found;
    }

    private static Event parse(byte[] frame, int offset, int size) {
        try {
            return Event.parser().parseFrom(frame, offset, size);
        } catch (Exception damaged) {
            throw new AssertionError("an event can't be read", damaged);
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object reply) {
        return reply == null ? List.of() : (List<Object>) reply;
    }

    private static String text(Object reply) {
        return new String((byte[]) reply, StandardCharsets.US_ASCII);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }

    Object call(Object... arguments) {
        try {
            var out = new ByteArrayOutputStream();
            out.writeBytes(("*" + arguments.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (var argument : arguments) {
                var bytes = argument instanceof byte[] raw
                        ? raw
                        : argument.toString().getBytes(StandardCharsets.UTF_8);
                out.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.writeBytes(bytes);
                out.writeBytes(new byte[] {'\r', '\n'});
            }
            socket.getOutputStream().write(out.toByteArray());
            return reply();
        } catch (IOException failed) {
            throw new IllegalStateException(arguments[0] + " failed", failed);
        }
    }

    private Object reply() throws IOException {
        var line = line();
        var rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.parseLong(rest);
            case '$' -> bulk(Integer.parseInt(rest));
            case '*' -> {
                var items = new ArrayList<Object>();
                for (int i = Integer.parseInt(rest); i > 0; i--) {
                    items.add(reply());
                }
                yield items;
            }
            default -> throw new IOException(line);
        };
    }

    private byte[] bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        var bytes = new byte[length];
        in.readFully(bytes);
        line();
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("Redis closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ignored) {
            throw new IllegalStateException(ignored);
        }
    }
}
