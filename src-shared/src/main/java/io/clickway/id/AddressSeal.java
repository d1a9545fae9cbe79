package io.clickway.id;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals a client's full address for the centre by AES-256-GCM, under the id of its click. Written as {@code "1:<64 hex
 * digits>,2:<64 hex digits>"}, numbers 0 to 255: the highest seals, each opens, so keys rotate and a dropped key ends what it
 * sealed. Layout: key number (1 byte), nonce (12), ciphertext and tag (address + 16).
 *
 * <p>The nonce is no random number but what makes the click id unique: its milliseconds, source bits and counter, the first
 * 96 bits of it. GCM demands that a nonce never serves one key twice for two messages. An id is given out once, and a click
 * has one address; two sources whose 26 bits agree by chance within the same millisecond and counter would break this, and
 * would also make equal ids. It needs no lock and no entropy on the hot path, and seals a click that is judged twice into the
 * same bytes. The click id is authenticated too: a sealed address moved to another click does not open.
 *
 * <p>Not thread-safe: the cipher is used again and again, as looking one up costs several times the sealing. One per
 * thread.
 */
public final class AddressSeal {

    /** Largest sealed form: that of a v6 address. */
    public static final int MAX_SEALED_BYTES = 1 + 12 + 16 + 16;

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int MAX_NUMBER = 255;

    private final TreeMap<Integer, SecretKeySpec> keys;
    private final Cipher cipher;
    private final byte[] id = new byte[16];

    private AddressSeal(TreeMap<Integer, SecretKeySpec> keys) {
        this.keys = keys;
        try {
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Reads {@code "1:<64 hex digits>"}, several behind commas; a key without a number is number 1.
     *
     * @throws IllegalArgumentException names what is wrong, never a key
     */
    public static AddressSeal parse(String text) {
        var keys = new TreeMap<Integer, SecretKeySpec>();
        for (var part : text.split(",", -1)) {
            var trimmed = part.strip();
            int colon = trimmed.indexOf(':');
            int number = colon < 0 ? 1 : number(trimmed.substring(0, colon));
            if (keys.put(number, key(number, trimmed.substring(colon + 1))) != null) {
                throw new IllegalArgumentException("address key " + number + " stands twice");
            }
        }
        return new AddressSeal(keys);
    }

    /** Another one with the same keys, for another thread. */
    public AddressSeal copy() {
        return new AddressSeal(keys);
    }

    /** @param address 4 or 16 bytes */
    public byte[] seal(ClickId click, byte[] address) {
        if (address.length != 4 && address.length != 16) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + address.length);
        }
        var newest = keys.lastEntry();
        var sealed = new byte[1 + NONCE_BYTES + address.length + TAG_BYTES];
        sealed[0] = (byte) newest.getKey().intValue();
        writeNonce(click, sealed);
        try {
            begin(Cipher.ENCRYPT_MODE, newest.getValue(), sealed);
            cipher.doFinal(address, 0, address.length, sealed, 1 + NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the address of a click could not be sealed", impossible);
        }
    }

    /** The address; empty when its key is not here, or when it was not sealed for this click. */
    public Optional<byte[]> open(ClickId click, byte[] sealed) {
        int length = sealed.length - 1 - NONCE_BYTES - TAG_BYTES;
        var key = sealed.length == 0 ? null : keys.get(sealed[0] & 0xff);
        if (key == null || (length != 4 && length != 16)) {
            return Optional.empty();
        }
        writeId(click);
        try {
            begin(Cipher.DECRYPT_MODE, key, sealed);
            return Optional.of(cipher.doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES));
        } catch (AEADBadTagException notOfThisClick) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a sealed address could not be opened", impossible);
        }
    }

    /** Whether the key that sealed these bytes is here. */
    public boolean knowsKeyOf(byte[] sealed) {
        return sealed.length > 0 && keys.containsKey(sealed[0] & 0xff);
    }

    private void begin(int mode, SecretKeySpec key, byte[] sealed) throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, sealed, 1, NONCE_BYTES));
        cipher.updateAAD(id);
    }

    private void writeNonce(ClickId click, byte[] sealed) {
        writeId(click);
        System.arraycopy(id, 0, sealed, 1, NONCE_BYTES);
    }

    private void writeId(ClickId click) {
        ByteBuffer.wrap(id).putLong(click.high()).putLong(click.low());
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= MAX_NUMBER) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // refused below, like a number out of range
        }
        throw new IllegalArgumentException("address keys are written NUMBER:HEX with a number from 0 to 255");
    }

    private static SecretKeySpec key(int number, String hex) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException notHex) {
            // Without its cause: that would quote the key.
            throw new IllegalArgumentException("address key " + number + " must have 64 hex digits");
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("address key " + number + " must have 64 hex digits");
        }
        var key = new SecretKeySpec(bytes, "AES");
        Arrays.fill(bytes, (byte) 0);
        return key;
    }

    @Override
    public String toString() {
        return "AddressSeal" + keys.keySet();
    }
}
