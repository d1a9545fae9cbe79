package io.clickway.geo;

/**
 * What one database says of an address, and for how many more it holds.
 *
 * @param bits length of the network's prefix, in bits of the address that was asked for
 */
record PlaceRecord(Place place, int bits) {

    /** For an answer whose network isn't told: it holds for the one address. */
    static final int ONE_ADDRESS = 128;

    boolean tells(PlaceKind kind) {
        return switch (kind) {
            case COUNTRY, CITY ->
                !place.country().isEmpty() || !place.continent().isEmpty();
            case ASN -> place.asn() > 0;
        };
    }
}
