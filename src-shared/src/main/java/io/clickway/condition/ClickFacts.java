package io.clickway.condition;

import io.clickway.event.proto.Device;
import io.clickway.event.proto.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a click when its rule is sought. All of it is kept with the click, so that a stored one can be decided
 * again: an implementation answers with the texts as they are kept (cut, mended), not as they came.
 */
public interface ClickFacts {

    /** The time of the click's id, milliseconds since the epoch. */
    long timeMillis();

    long idHigh();

    long idLow();

    long visitor();

    /** Two letters; empty when unknown, like every text here. */
    String country();

    /** Two letters: AF AN AS EU NA OC SA. */
    String continent();

    /** The part of ISO 3166-2 behind the country. */
    String subdivision();

    String city();

    /** 0 when unknown. */
    int asn();

    /** The first one asked for, lower case. */
    String language();

    Device device();

    String os();

    /** Dotted numbers as far as told. */
    String osVersion();

    String browser();

    String browserVersion();

    Verdict verdict();

    /** As {@link KeptFacts#hostOf} reads it; empty when there is no referrer. */
    String referrerHost();

    /** 4 or 16 bytes, or none. The caller must not change them. */
    byte[] address();

    /**
     * Whether {@link #address()} is cut to its /24 or /48, as in a stored click. Conditions on longer prefixes then can't
     * be told.
     */
    default boolean isNetworkOnly() {
        return false;
    }

    /**
     * A query parameter, sub1 … sub10 among them; null when it wasn't given (a sub: also when it is empty), when it was
     * dropped for being one too many, or when it was lifted out as the click's cost.
     */
    @Nullable
    String parameter(String name);
}
