package io.clickway.id;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The keys that make and verify the check of click ids, by their number 0 to 3. The key with the highest number makes
 * new ids, every key verifies, so keys rotate without a click lost: add the next number, later drop the oldest.
 */
public final class IdKeys {

    private static final long CHECK = 0xffff_ffffL;

    private final @Nullable SipHash[] keys;
    private final int newest;

    private IdKeys(@Nullable SipHash[] keys, int newest) {
        this.keys = keys;
        this.newest = newest;
    }

    /**
     * Reads {@code "1:<32 hex digits>,2:<32 hex digits>"}.
     *
     * @throws IllegalArgumentException names what is wrong, never a key
     */
    public static IdKeys parse(String text) {
        var keys = new @Nullable SipHash[4];
        int newest = -1;
        for (var part : text.split(",", -1)) {
            var trimmed = part.strip();
            int colon = trimmed.indexOf(':');
            if (colon != 1 || trimmed.charAt(0) < '0' || trimmed.charAt(0) > '3') {
                throw new IllegalArgumentException("id keys are written NUMBER:HEX with a number from 0 to 3");
            }
            int number = trimmed.charAt(0) - '0';
            if (keys[number] != null) {
                throw new IllegalArgumentException("id key " + number + " stands twice");
            }
            keys[number] = SipHash.ofHex(trimmed.substring(2));
            newest = Math.max(newest, number);
        }
        return new IdKeys(keys, newest);
    }

    /** Adds key number and check to an id whose low 34 bits are 0. */
    ClickId seal(long high, long low) {
        long numbered = low | ((long) newest << 32);
        var key = keys[newest];
        if (key == null) {
            throw new IllegalStateException("no id key " + newest);
        }
        return new ClickId(high, numbered | (key.hash(high, numbered) & CHECK));
    }

    /** Whether one of the keys made this id. False for any UUID of another maker but for one in 2^32. */
    public boolean verifies(ClickId id) {
        var key = keys[id.keyNumber()];
        return key != null
                && (id.high() >>> 12 & 0xf) == 7
                && (id.low() >>> 62) == 2
                && (key.hash(id.high(), id.low() & ~CHECK) & CHECK) == (id.low() & CHECK);
    }

    @Override
    public String toString() {
        return "IdKeys"
                + Arrays.stream(keys).map(key -> key == null ? "-" : "x").toList();
    }
}
