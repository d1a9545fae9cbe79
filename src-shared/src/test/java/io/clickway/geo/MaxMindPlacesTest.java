package io.clickway.geo;

import static io.clickway.geo.Databases.address;
import static io.clickway.geo.Databases.open;
import static io.clickway.testkit.MmdbBuilder.asn;
import static io.clickway.testkit.MmdbBuilder.city;
import static io.clickway.testkit.MmdbBuilder.country;
import static io.clickway.testkit.MmdbBuilder.ofType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.testkit.MmdbBuilder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaxMindPlacesTest {

    private static final MmdbBuilder COUNTRIES = ofType("GeoLite2-Country")
            .with("192.0.2.0/24", country("DE", "EU"))
            .with("198.51.100.0/24", country("AT", "EU"))
            .with("2001:db8::/32", country("JP", "AS"));

    private static final MmdbBuilder CITIES = ofType("GeoLite2-City")
            .with("192.0.2.0/25", city("DE", "EU", "BY", "Munich"))
            .with("2001:db8:1::/48", city("FR", "EU", "IDF", "Paris"));

    private static final MmdbBuilder NETWORKS = ofType("GeoLite2-ASN")
            .with("192.0.2.0/26", asn(64_496))
            .with("203.0.113.0/24", asn(64_497))
            .with("2001:db8::/33", asn(64_498));

    @ParameterizedTest
    @ValueSource(ints = {24, 28, 32})
    void tellCountryAndContinentForEachRecordSizeOfTheFormat(int recordSize) throws Exception {
        var places = new MaxMindPlaces(List.of(open(PlaceKind.COUNTRY, COUNTRIES.recordSize(recordSize))));

        assertThat(places.placeOf(address("192.0.2.7"))).isEqualTo(new Place("DE", "EU", "", "", 0));
        assertThat(places.placeOf(address("2001:db8::7"))).isEqualTo(new Place("JP", "AS", "", "", 0));
        assertThat(places.placeOf(address("203.0.113.7"))).isEqualTo(Place.UNKNOWN);
        assertThat(places.placeOf(address("2001:db9::7"))).isEqualTo(Place.UNKNOWN);
        assertThat(places.failures()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7,      DE, EU, BY,  Munich, 64496",
        "192.0.2.100,    DE, EU, BY,  Munich, 0",
        "192.0.2.200,    DE, EU, '',  '',     0",
        "198.51.100.1,   AT, EU, '',  '',     0",
        "203.0.113.9,    '', '', '',  '',     64497",
        "2001:db8:1::5,  FR, EU, IDF, Paris,  64498",
        "2001:db8:2::5,  JP, AS, '',  '',     64498",
        "2001:db8:ff00::,JP, AS, '',  '',     0",
        "8.8.8.8,        '', '', '',  '',     0",
    })
    void putTogetherWhatThreeDatabasesKnow(
            String ip, String country, String continent, String subdivision, String city, int asn) throws Exception {
        var places = allThree();
        var expected = new Place(country, continent, subdivision, city, asn);

        assertThat(places.placeOf(address(ip))).isEqualTo(expected);
        assertThat(places.placeOf(address(ip))).as("from the cache").isEqualTo(expected);
    }

    @Test
    void answerFromTheCacheAsFromTheDatabases() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var builder = ofType("GeoLite2-City");
        for (int i = 0; i < 2000; i++) {
            boolean isV6 = random.nextInt(4) == 0;
            var network = isV6 ? near("2001:db8::", random) : near("192.0.2.0", random);
            int bits = isV6 ? 20 + random.nextInt(109) : 8 + random.nextInt(25);
            builder.with(network, bits, city(code(random), "EU", "BY", "City " + i));
        }
        var plain = new MaxMindPlaces(List.of(open(PlaceKind.CITY, builder)), 0);
        var small = new MaxMindPlaces(List.of(open(PlaceKind.CITY, builder)), 64);

        for (int i = 0; i < 40_000; i++) {
            var address = near(random.nextInt(4) == 0 ? "2001:db8::" : "192.0.2.0", random);
            assertThat(small.placeOf(address)).as("seed %d", seed).isEqualTo(plain.placeOf(address));
        }
        assertThat(plain.failures() + small.failures()).isZero();
    }

    /** Some of the address's last bits changed, few or many. */
    private static byte[] near(String literal, Random random) {
        var address = address(literal);
        int changed = 1 + random.nextInt(address.length * 6);
        for (int i = 0; i < changed; i++) {
            int at = address.length * 8 - 1 - i;
            address[at / 8] ^= (byte) (random.nextInt(2) << 7 - at % 8);
        }
        return address;
    }

    private static String code(Random random) {
        return "" + (char) ('A' + random.nextInt(26)) + (char) ('A' + random.nextInt(26));
    }

    @Test
    void knowNothingOfV6InADatabaseOfV4() throws Exception {
        var countries = ofType("GeoLite2-Country").ipVersion(4).with("0.0.0.0/0", country("DE", "EU"));
        var places = new MaxMindPlaces(List.of(open(PlaceKind.COUNTRY, countries)));

        assertThat(places.placeOf(address("192.0.2.7")).country()).isEqualTo("DE");
        assertThat(places.placeOf(address("2001:db8::7"))).isEqualTo(Place.UNKNOWN);
        assertThat(places.placeOf(address("::"))).isEqualTo(Place.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 5, 15, 17, 1000})
    void knowNothingOfWhatIsNoAddress(int length) throws Exception {
        assertThat(allThree().placeOf(new byte[length])).isEqualTo(Place.UNKNOWN);
    }

    @Test
    void tellTheContinentWhereTheDatabaseNamesTheCountryAlone() throws Exception {
        var places = new MaxMindPlaces(List.of(
                open(PlaceKind.COUNTRY, ofType("Clickway-Country").with("192.0.2.0/24", country("CY", "")))));

        assertThat(places.placeOf(address("192.0.2.7")).continent()).isEqualTo("AS");
    }

    @Test
    void takeFromADatabaseOnlyWhatCanBeStored() throws Exception {
        var long64 = "x".repeat(63) + "\ud83c\udf0d" + "y";
        var places = new MaxMindPlaces(List.of(
                open(
                        PlaceKind.CITY,
                        ofType("GeoLite2-City")
                                .with("192.0.2.0/32", city("de", "Europe", "by", "a\u0000b"))
                                .with("192.0.2.1/32", city("DEU", "EU", "LONG", long64))
                                .with("192.0.2.2/32", city("1A", "eu", "13", "München"))),
                open(
                        PlaceKind.ASN,
                        ofType("GeoLite2-ASN")
                                .with("192.0.2.0/32", asn(4_294_967_295L))
                                .with("192.0.2.1/32", asn(2_147_483_647)))));

        assertThat(places.placeOf(address("192.0.2.0"))).isEqualTo(Place.UNKNOWN);
        assertThat(places.placeOf(address("192.0.2.1")))
                .isEqualTo(new Place("", "EU", "", "x".repeat(63), 2_147_483_647));
        assertThat(places.placeOf(address("192.0.2.2"))).isEqualTo(new Place("", "", "13", "München", 0));
    }

    @Test
    void countAFailedLookUpAndStillTellWhatTheOthersKnow() throws Exception {
        var bad = ofType("GeoLite2-City").with("192.0.2.0/24", Map.of("country", "not a map"));
        var places = new MaxMindPlaces(List.of(open(PlaceKind.CITY, bad), open(PlaceKind.COUNTRY, COUNTRIES)));

        assertThat(places.placeOf(address("192.0.2.7"))).isEqualTo(new Place("DE", "EU", "", "", 0));
        assertThat(places.placeOf(address("192.0.2.7"))).isEqualTo(new Place("DE", "EU", "", "", 0));
        assertThat(places.failures()).as("a failure isn't remembered").isEqualTo(2);
    }

    @Test
    void takeOneDatabaseOfEachKind() throws Exception {
        var twice = List.of(open(PlaceKind.ASN, NETWORKS), open(PlaceKind.ASN, NETWORKS));

        assertThatThrownBy(() -> new MaxMindPlaces(twice)).hasMessageContaining("ASN");
    }

    private static MaxMindPlaces allThree() throws Exception {
        return new MaxMindPlaces(List.of(
                open(PlaceKind.COUNTRY, COUNTRIES), open(PlaceKind.CITY, CITIES), open(PlaceKind.ASN, NETWORKS)));
    }
}
