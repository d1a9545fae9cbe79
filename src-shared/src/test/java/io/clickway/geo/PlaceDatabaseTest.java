package io.clickway.geo;

import static io.clickway.geo.Databases.address;
import static io.clickway.geo.Databases.open;
import static io.clickway.testkit.MmdbBuilder.asn;
import static io.clickway.testkit.MmdbBuilder.city;
import static io.clickway.testkit.MmdbBuilder.country;
import static io.clickway.testkit.MmdbBuilder.ofType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.clickway.geo.UnfitDatabaseException.Cause;
import io.clickway.testkit.MmdbBuilder;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceDatabaseTest {

    @ParameterizedTest
    @CsvSource({
        "COUNTRY, GeoLite2-Country", "COUNTRY, GeoIP2-Country", "COUNTRY, DBIP-Country-Lite", "COUNTRY, GeoLite2-City",
        "COUNTRY, GeoIP2-Enterprise", "CITY, GeoLite2-City", "CITY, GeoIP2-City-Europe", "CITY, GeoIP2-Enterprise",
    })
    void isTakenForWhatItsTypeAnswers(PlaceKind kind, String type) throws Exception {
        var database = open(kind, ofType(type).with("192.0.2.0/24", city("DE", "EU", "BY", "Munich")));

        assertThat(database.find(address("192.0.2.1"))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "COUNTRY, GeoLite2-ASN",
        "CITY, GeoLite2-Country",
        "CITY, GeoLite2-ASN",
        "ASN, GeoLite2-City",
        "ASN, GeoLite2-Country",
        "ASN, GeoIP2-ISP",
        "COUNTRY, GeoIP2-Anonymous-IP"
    })
    void isRefusedByTheNameOfItsTypeForAnythingElse(PlaceKind kind, String type) {
        assertRefused(() -> open(kind, ofType(type).with("192.0.2.0/24", country("DE", "EU"))), Cause.WRONG_KIND, type);
    }

    @Test
    void isRefusedWhenItsRecordsTellNothingOfIt() {
        var flat = ofType("Flat-Country").with("0.0.0.0/1", Map.of("country_code", "DE"));

        assertRefused(() -> open(PlaceKind.COUNTRY, flat), Cause.TELLS_NOTHING, "records");
    }

    @Test
    void isRefusedWhenItsMiddleIsMissingThoughItsEndIsInPlace() {
        var bytes = large("GeoLite2-Country").bytes();
        Arrays.fill(bytes, bytes.length / 8, bytes.length / 2, (byte) 0);

        assertRefused(() -> open(PlaceKind.COUNTRY, bytes), Cause.DAMAGED, "damaged");
    }

    @Test
    void isRefusedWhenItsTreeWasNeverWritten() {
        var builder = ofType("GeoLite2-Country").ipVersion(4);
        var germany = country("DE", "EU");
        for (int i = 0; i < 1 << 17; i++) {
            builder.with(new byte[] {(byte) (i >> 9), (byte) (i >> 1), (byte) (i << 7), 0}, 17, germany);
        }
        var bytes = builder.bytes();
        Arrays.fill(bytes, 0, 7 * ((1 << 17) - 1), (byte) 0);

        assertRefused(() -> open(PlaceKind.COUNTRY, bytes), Cause.DAMAGED, "knows no address");
    }

    @Test
    void isNoneWhenCutAnywhere() {
        var bytes = large("GeoLite2-City").bytes();
        var random = new Random(4);
        for (int i = 0; i < 200; i++) {
            var cut = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            assertThatThrownBy(() -> open(PlaceKind.CITY, cut))
                    .isInstanceOfAny(IOException.class, UnfitDatabaseException.class, RuntimeException.class);
        }
    }

    @Test
    void neverLetsDamageThroughAndCountsIt() throws Exception {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var whole = large("GeoLite2-City")
                .with("2001:db8::/32", city("DE", "EU", "BY", "Munich"))
                .bytes();
        int opened = 0;
        long failed = 0;
        for (int round = 0; round < 600; round++) {
            var places = placesOver(damaged(whole, random));
            if (places.isPresent()) {
                opened++;
                for (int i = 0; i < 200; i++) {
                    var address = new byte[random.nextInt(5) == 0 ? 16 : 4];
                    random.nextBytes(address);
                    assertThat(places.get().placeOf(address))
                            .as("seed %d", seed)
                            .isNotNull();
                }
                failed += places.get().failures();
            }
        }
        assertThat(opened).as("seed %d", seed).isPositive();
        assertThat(failed).as("seed %d", seed).isPositive();
    }

    /** Without the proof, which would keep most of the damage out. */
    private static Optional<MaxMindPlaces> placesOver(byte[] bytes) {
        try {
            return Optional.of(
                    new MaxMindPlaces(List.of(PlaceDatabase.unproven(Databases.reader(bytes), PlaceKind.CITY))));
        } catch (IOException | RuntimeException noDatabase) {
            return Optional.empty();
        }
    }

    private static byte[] damaged(byte[] whole, Random random) {
        var bytes = whole.clone();
        int from = random.nextInt(bytes.length - 400);
        int length = 1 + random.nextInt(1 << random.nextInt(12));
        for (int i = from; i < Math.min(from + length, bytes.length - 300); i++) {
            bytes[i] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    @Test
    void endsALookUpThatPointsToItself() throws Exception {
        var bytes = ofType("GeoLite2-City")
                .with("0.0.0.0/0", city("DE", "EU", "BY", "Munich"))
                .bytes();
        int data = 16 + nodeBytes(bytes);
        // A pointer of one byte more to the offset 0 of the data section, where it stands itself.
        bytes[data] = 1 << 5;
        bytes[data + 1] = 0;
        var places = placesOver(bytes).orElseThrow();

        assertThat(places.placeOf(address("192.0.2.1"))).isEqualTo(Place.UNKNOWN);
        assertThat(places.failures()).isEqualTo(1);
        assertRefused(() -> open(PlaceKind.CITY, bytes), Cause.DAMAGED, "damaged");
    }

    private static int nodeBytes(byte[] bytes) throws IOException {
        var about = Databases.reader(bytes).metadata();
        return (int) (about.nodeCount() * about.recordSize() / 4);
    }

    @Test
    void takesANumberForAnAsnAlone() throws Exception {
        var database = open(
                PlaceKind.ASN, ofType("DBIP-ASN-Lite (compat=GeoLite2-ASN)").with("192.0.2.0/24", asn(7)));

        var found = database.find(address("192.0.2.1"));
        assertThat(found).isEqualTo(new PlaceRecord(new Place("", "", "", "", 7), 24));
    }

    private static MmdbBuilder large(String type) {
        var builder = ofType(type);
        for (int i = 0; i < 2048; i++) {
            var address = new byte[] {(byte) (i >> 3), (byte) (i << 5), 0, 0};
            builder.with(address, 11, city("" + (char) ('A' + i % 26) + "E", "EU", "B" + i % 10, "City " + i));
        }
        return builder;
    }

    private static void assertRefused(ThrowingCallable opening, Cause why, String text) {
        assertThatThrownBy(opening)
                .hasMessageContaining(text)
                .asInstanceOf(type(UnfitDatabaseException.class))
                .extracting(UnfitDatabaseException::why)
                .isEqualTo(why);
    }
}
