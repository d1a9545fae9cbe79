package io.clickway.geo;

/** Tells the place of an address. Implementations are thread-safe and never throw. */
@FunctionalInterface
public interface Places {

    /** Knows no place; for a process without databases. */
    Places NONE = _ -> Place.UNKNOWN;

    /**
     * Takes 4 bytes of IPv4 or 16 of IPv6 in network order; an IPv4 address mapped into IPv6 comes unmapped. Any other
     * length is {@link Place#UNKNOWN}.
     */
    Place placeOf(byte[] address);
}
