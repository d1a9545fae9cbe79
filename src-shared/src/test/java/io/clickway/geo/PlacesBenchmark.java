package io.clickway.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.NoCache;
import com.maxmind.db.NodeCache;
import com.maxmind.geoip2.DatabaseReader;
import com.sun.management.ThreadMXBean;
import io.clickway.testkit.MmdbBuilder;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a look-up costs, with and without geoip2's CHMCache and {@link PlaceCache}: {@code PlacesBenchmark COUNTRY_FILE}.
 * The city and ASN databases are made up, of 20,000 networks with pointers. Prints nanoseconds and bytes per look-up of
 * each run, after all ways have given the same places.
 */
final class PlacesBenchmark {

    private static final int ADDRESSES = 1 << 18;
    private static final int RUNS = 5;
    private static final int SLOTS = Integer.getInteger("slots", 16_384);

    private PlacesBenchmark() {}

    public static void main(String... args) throws Exception {
        var country = new Source(PlaceKind.COUNTRY, Files.readAllBytes(Path.of(args[0])));
        var cities = MmdbBuilder.ofType("GeoLite2-City");
        var networks = MmdbBuilder.ofType("GeoLite2-ASN");
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            var address = new byte[4];
            random.nextBytes(address);
            cities.with(
                    address, 12 + random.nextInt(13), MmdbBuilder.city("DE", "EU", "B" + i % 10, "City " + i % 5000));
            networks.with(address, 10 + random.nextInt(13), MmdbBuilder.asn(1 + random.nextInt(60_000)));
        }
        var city = new Source(PlaceKind.CITY, cities.bytes());
        var asn = new Source(PlaceKind.ASN, networks.bytes());
        for (var spread : Spread.values()) {
            var addresses = spread.addresses();
            measureAll(spread + ", country", List.of(country), addresses);
            measureAll(spread + ", country + city + ASN", List.of(country, city, asn), addresses);
        }
    }

    private record Source(PlaceKind kind, byte[] bytes) {

        PlaceDatabase open(NodeCache cache) throws Exception {
            return PlaceDatabase.of(
                    new DatabaseReader.Builder(new ByteArrayInputStream(bytes))
                            .withCache(cache)
                            .build(),
                    kind);
        }
    }

    private enum Spread {
        /** The worst there is: nobody comes back, nobody has a neighbour. */
        ALL_DIFFERENT,
        /** 100,000 visitors, few of whom click often, as crowds do: rank r clicks in proportion to 1/r. */
        CROWD;

        List<byte[]> addresses() {
            var random = new Random(7);
            var visitors = new ArrayList<byte[]>();
            for (int i = 0; i < 100_000; i++) {
                visitors.add(address(random));
            }
            var addresses = new ArrayList<byte[]>();
            for (int i = 0; i < ADDRESSES; i++) {
                addresses.add(
                        this == ALL_DIFFERENT
                                ? address(random)
                                : visitors.get((int) Math.pow(visitors.size(), random.nextDouble()) - 1));
            }
            return addresses;
        }

        private static byte[] address(Random random) {
            return new byte[] {
                (byte) (1 + random.nextInt(220)), (byte) random.nextInt(256), (byte) random.nextInt(256), 7
            };
        }
    }

    private static void measureAll(String what, List<Source> sources, List<byte[]> addresses) throws Exception {
        var plain = places(sources, false, 0);
        var nodes = places(sources, true, 0);
        var both = places(sources, true, SLOTS);
        var slots = places(sources, false, SLOTS);
        for (var address : addresses) {
            var place = plain.placeOf(address);
            if (!place.equals(nodes.placeOf(address))
                    || !place.equals(both.placeOf(address))
                    || !place.equals(slots.placeOf(address))) {
                throw new IllegalStateException("the ways differ");
            }
        }
        measure(what + ", as it is", plain, addresses);
        measure(what + ", CHMCache", nodes, addresses);
        measure(what + ", CHMCache and slots", both, addresses);
        measure(what + ", slots", slots, addresses);
    }

    private static MaxMindPlaces places(List<Source> sources, boolean nodes, int slots) throws Exception {
        var databases = new ArrayList<PlaceDatabase>();
        for (var source : sources) {
            databases.add(source.open(nodes ? new CHMCache() : NoCache.getInstance()));
        }
        return new MaxMindPlaces(databases, slots);
    }

    private static void measure(String what, MaxMindPlaces places, List<byte[]> addresses) {
        var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var nanos = new StringBuilder();
        long known = 0;
        long bytes = 0;
        for (int run = 0; run <= RUNS; run++) {
            long allocated = thread.getCurrentThreadAllocatedBytes();
            long begun = thread.getCurrentThreadCpuTime();
            for (var address : addresses) {
                known += places.placeOf(address) == Place.UNKNOWN ? 0 : 1;
            }
            if (run > 0) {
                nanos.append(' ').append((thread.getCurrentThreadCpuTime() - begun) / addresses.size());
            }
            bytes = (thread.getCurrentThreadAllocatedBytes() - allocated) / addresses.size();
        }
        System.out.printf(
                "%s:%s ns CPU, %d bytes, %d %% known%n",
                what, nanos, bytes, 100 * known / ((RUNS + 1L) * addresses.size()));
    }
}
