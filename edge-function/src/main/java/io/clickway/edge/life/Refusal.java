package io.clickway.edge.life;

import java.util.function.Supplier;

/** Why this edge doesn't start, in one line that names the setting and never shows a secret. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refusal(String message) {
        super(message, null, false, false);
    }

    /** Reads a setting; what its reader objects to is told with the key in front. */
    static <T> T naming(String key, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException bad) {
            throw new Refusal(key + ": " + bad.getMessage());
        }
    }

    /** For settings whose own check names the key. */
    static <T> T checking(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException bad) {
            throw new Refusal(String.valueOf(bad.getMessage()));
        }
    }
}
