package io.clickway.edge.geo;

import io.clickway.edge.client.ClientAddress;

/** Tells the country of an address. Implementations are thread-safe and never throw. */
@FunctionalInterface
public interface Countries {

    /** Knows no country; for an edge without a country file. */
    Countries UNKNOWN = _ -> "";

    /** ISO 3166-1 alpha-2, upper case; empty when it isn't known. */
    String countryOf(ClientAddress client);
}
