package io.clickway.e2e.accounting;

import com.google.protobuf.InvalidProtocolBufferException;
import io.clickway.e2e.system.LocalSystem;
import io.clickway.event.EventFrame;
import io.clickway.event.EventFrameException;
import io.clickway.event.proto.Event;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The sealed lines that edges wrote to their logs since a moment. Opened by an implementation of its own of the format:
 * {@code CLICKWAY-EVENT v1 } and base64 of nonce (12 bytes) and AES-256-GCM of source, seq (8 bytes each) and frame.
 */
public final class SealedEvents {

    private static final String PREFIX = "CLICKWAY-EVENT v1 ";
    private static final int NONCE = 12;
    private static final int PLACE = 16;

    /** @param source the 64 random bits */
    public record Sealed(long source, long seq, Event event) {}

    private final LocalSystem system;
    private final Map<Path, Long> sizes;

    private SealedEvents(LocalSystem system, Map<Path, Long> sizes) {
        this.system = system;
        this.sizes = sizes;
    }

    /** From this moment on. */
    public static SealedEvents since(LocalSystem system) throws IOException {
        var sizes = new TreeMap<Path, Long>();
        for (var log : logs(system)) {
            sizes.put(log, Files.size(log));
        }
        return new SealedEvents(system, sizes);
    }

    private static List<Path> logs(LocalSystem system) throws IOException {
        try (Stream<Path> files = Files.list(system.home().resolve("log"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("edge-"))
                    .sorted()
                    .toList();
        }
    }

    /** @throws IllegalStateException when a line doesn't open */
    public List<Sealed> read() throws IOException {
        var key = new SecretKeySpec(HexFormat.of().parseHex(system.secret("SEAL_KEY")), "AES");
        var events = new ArrayList<Sealed>();
        for (var log : logs(system)) {
            try (var file = new RandomAccessFile(log.toFile(), "r")) {
                file.seek(Math.min(sizes.getOrDefault(log, 0L), file.length()));
                for (var line = file.readLine(); line != null; line = file.readLine()) {
                    if (line.startsWith(PREFIX)) {
                        events.add(open(line.strip(), key));
                    }
                }
            }
        }
        return events;
    }

    private static Sealed open(String line, SecretKeySpec key) {
        var bytes = Base64.getDecoder().decode(line.substring(PREFIX.length()));
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, bytes, 0, NONCE));
            cipher.updateAAD(PREFIX.getBytes(StandardCharsets.US_ASCII));
            var plain = ByteBuffer.wrap(cipher.doFinal(bytes, NONCE, bytes.length - NONCE));
            long source = plain.getLong();
            long seq = plain.getLong();
            var frame = new byte[plain.remaining()];
            plain.get(frame);
            var found = new ArrayList<Event>();
            EventFrame.split(frame, 1, (_, offset, size) -> found.add(parse(frame, offset, size)));
            return new Sealed(source, seq, found.getFirst());
        } catch (GeneralSecurityException | EventFrameException wrong) {
            throw new IllegalStateException("a sealed line of " + bytes.length + " bytes doesn't open", wrong);
        }
    }

    static Event parse(byte[] frame, int offset, int size) {
        try {
            return Event.parseFrom(ByteBuffer.wrap(frame, offset, size));
        } catch (InvalidProtocolBufferException wrong) {
            throw new IllegalStateException("an event that is no event", wrong);
        }
    }
}
