package io.clickway.geo;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Places from MaxMind databases: GeoLite2, GeoIP2, or any with their nested records. Immutable but for its cache: other
 * databases make another object, and whoever still asks the old one is answered by it.
 */
public final class MaxMindPlaces implements Places {

    /** Under 4 MB when all are taken. {@code PlacesBenchmark} says what they save. */
    private static final int SLOTS = 16_384;

    private final @Nullable PlaceDatabase country;
    private final @Nullable PlaceDatabase city;
    private final @Nullable PlaceDatabase asn;
    private final @Nullable PlaceCache cache;
    private final LongAdder failures = new LongAdder();

    /** At most one database of each kind. */
    public MaxMindPlaces(List<PlaceDatabase> databases) {
        this(databases, SLOTS);
    }

    /** With 0 slots nothing is remembered. */
    MaxMindPlaces(List<PlaceDatabase> databases, int slots) {
        var byKind = new EnumMap<PlaceKind, PlaceDatabase>(PlaceKind.class);
        for (var database : databases) {
            if (byKind.put(database.kind(), database) != null) {
                throw new IllegalArgumentException("two databases of kind " + database.kind());
            }
        }
        country = of(byKind, PlaceKind.COUNTRY);
        city = of(byKind, PlaceKind.CITY);
        asn = of(byKind, PlaceKind.ASN);
        cache = slots == 0 ? null : new PlaceCache(slots);
    }

    private static @Nullable PlaceDatabase of(Map<PlaceKind, PlaceDatabase> databases, PlaceKind kind) {
        return databases.get(kind);
    }

    @Override
    public Place placeOf(byte[] address) {
        if (address.length != 4 && address.length != 16) {
            return Place.UNKNOWN;
        }
        if (cache == null) {
            return new LookUp(address).place();
        }
        var known = cache.get(address);
        if (known != null) {
            return known;
        }
        var lookUp = new LookUp(address);
        var place = lookUp.place();
        if (!lookUp.hasFailed) {
            cache.put(address, lookUp.bits, place);
        }
        return place;
    }

    /** Look-ups that failed in one database because it is damaged; what the others know is still told. */
    public long failures() {
        return failures.sum();
    }

    /** One address in all databases; {@code bits} is the prefix for which all of their answers hold. */
    private final class LookUp {

        private final byte[] address;
        private int bits;
        private boolean hasFailed;

        LookUp(byte[] address) {
            this.address = address;
        }

        Place place() {
            var inCity = find(city);
            // The city file goes first, and where it names the country nobody else is asked: a country of one file and
            // a city of another would contradict each other.
            var where = inCity.country().isEmpty() ? better(find(country), inCity) : inCity;
            var network = find(asn);
            return network.asn() == 0
                    ? where
                    : new Place(where.country(), where.continent(), where.subdivision(), where.city(), network.asn());
        }

        private static Place better(Place ofCountry, Place ofCity) {
            return ofCountry.country().isEmpty() && ofCountry.continent().isEmpty() ? ofCity : ofCountry;
        }

        private Place find(@Nullable PlaceDatabase database) {
            if (database == null) {
                return Place.UNKNOWN;
            }
            try {
                var found = database.find(address);
                // Without a record the reader doesn't tell how far the gap goes.
                bits = Math.max(bits, found == null ? PlaceRecord.ONE_ADDRESS : found.bits());
                return found == null ? Place.UNKNOWN : found.place();
            } catch (DamagedDatabaseException damaged) {
                hasFailed = true;
                failures.increment();
                return Place.UNKNOWN;
            }
        }
    }
}
