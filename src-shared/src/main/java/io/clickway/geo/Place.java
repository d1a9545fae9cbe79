package io.clickway.geo;

/**
 * A place as far as it is known; what isn't known is empty or 0. Whatever stands in here can be stored: the constructor
 * refuses anything else.
 *
 * @param country ISO 3166-1 alpha-2, upper case
 * @param continent AF, AN, AS, EU, NA, OC or SA
 * @param subdivision the part of ISO 3166-2 behind the country: "BY" for Bavaria
 * @param city its English name, at most {@value #MAX_CITY} chars
 * @param asn the autonomous system; 0 also for numbers from 2^31 on, which are given to private use only
 */
public record Place(String country, String continent, String subdivision, String city, int asn) {

    public static final int MAX_CITY = 64;

    public static final Place UNKNOWN = new Place("", "", "", "", 0);

    public Place {
        require(country.isEmpty() || PlaceText.isCode(country, 2, 2), "country is two letters, or empty");
        require(continent.isEmpty() || Continents.isContinent(continent), "continent is one of the seven, or empty");
        require(subdivision.isEmpty() || PlaceText.isCode(subdivision, 1, 3), "subdivision has up to three characters");
        require(city.length() <= MAX_CITY && PlaceText.isStorable(city), "city is up to 64 chars of valid Unicode");
        require(asn >= 0, "asn is not negative");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("place: " + what);
        }
    }
}
