package io.clickway.edge.resort;

import io.clickway.id.SourceId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals one event as a line: {@code CLICKWAY-EVENT v1 } and the base64 of a random 96-bit nonce, the AES-256-GCM text of
 * source (8 bytes), seq (8 bytes) and frame, and its tag; the words before it are authenticated, too. Thread-safe.
 */
public final class EventSeal {

    /** How a sealed line begins. */
    public static final String PREFIX = "CLICKWAY-EVENT v1 ";

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int PLACE_BYTES = 16;
    private static final byte[] ASSOCIATED = PREFIX.getBytes(StandardCharsets.US_ASCII);

    /** What a line holds. */
    public record Opened(SourceId source, long seq, byte[] frame) {}

    private final SecretKeySpec key;
    private final SecureRandom random;

    /** @throws IllegalArgumentException without showing the key when it isn't 64 hex digits */
    public EventSeal(String hexKey, SecureRandom random) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(hexKey);
        } catch (IllegalArgumentException notHex) {
            throw new IllegalArgumentException("a seal key is 64 hex digits", notHex);
        }
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a seal key is 64 hex digits, not " + hexKey.length());
        }
        this.key = new SecretKeySpec(bytes, "AES");
        this.random = random;
    }

    public String seal(SourceId source, long seq, byte[] frame) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        var plain = ByteBuffer.allocate(PLACE_BYTES + frame.length)
                .putLong(source.bits())
                .putLong(seq)
                .put(frame);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(plain.array());
            var line =
                    ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed);
            return PREFIX + Base64.getEncoder().encodeToString(line.array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + CIPHER, impossible);
        }
    }

    /** @throws IllegalArgumentException when the line isn't whole or another key sealed it */
    public Opened open(String line) {
        if (!line.startsWith(PREFIX)) {
            throw new IllegalArgumentException("no sealed event");
        }
        var bytes = Base64.getDecoder().decode(line.substring(PREFIX.length()).strip());
        if (bytes.length < NONCE_BYTES + PLACE_BYTES + TAG_BITS / 8) {
            throw new IllegalArgumentException("a sealed event that is cut off");
        }
        var nonce = new byte[NONCE_BYTES];
        System.arraycopy(bytes, 0, nonce, 0, NONCE_BYTES);
        try {
            var plain = ByteBuffer.wrap(
                    cipher(Cipher.DECRYPT_MODE, nonce).doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES));
            var source = new SourceId(plain.getLong());
            long seq = plain.getLong();
            var frame = new byte[plain.remaining()];
            plain.get(frame);
            return new Opened(source, seq, frame);
        } catch (GeneralSecurityException wrong) {
            throw new IllegalArgumentException("a sealed event that another key sealed or that was changed", wrong);
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(ASSOCIATED);
        return cipher;
    }
}
