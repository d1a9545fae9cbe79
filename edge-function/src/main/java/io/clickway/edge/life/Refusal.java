package io.clickway.edge.life;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.function.Supplier;

/**
 * Why this edge doesn't start, in one line that names the setting and never shows a secret. Quarkus prints the message of
 * this exception alone, without a trace, and ends with 1.
 */
final class Refusal {

    private Refusal() {}

    static ConfigurationException of(String message) {
        return new ConfigurationException(message);
    }

    /** Reads a setting; what its reader objects to is told with the key in front. */
    static <T> T naming(String key, Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException bad) {
            throw of(key + ": " + bad.getMessage());
        }
    }

    /** For settings whose own check names the key. */
    static <T> T checking(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (IllegalArgumentException bad) {
            throw of(String.valueOf(bad.getMessage()));
        }
    }
}
