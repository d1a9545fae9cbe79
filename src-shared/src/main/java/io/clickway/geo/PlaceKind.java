package io.clickway.geo;

/** What a database can be asked for. */
public enum PlaceKind {
    COUNTRY,
    CITY,
    ASN;

    /**
     * By the type in its metadata, as geoip2 reads it: a city file answers for countries too, Enterprise for both. The
     * type may come with a maker's name in front or a remark behind.
     */
    public boolean isAnsweredBy(String databaseType) {
        return switch (this) {
            case COUNTRY -> databaseType.contains("Country") || CITY.isAnsweredBy(databaseType);
            case CITY -> databaseType.contains("City") || databaseType.contains("Enterprise");
            case ASN -> databaseType.contains("GeoLite2-ASN");
        };
    }
}
