package io.clickway.edge.geo;

import static io.clickway.testkit.MmdbBuilder.asn;
import static io.clickway.testkit.MmdbBuilder.city;
import static io.clickway.testkit.MmdbBuilder.country;
import static io.clickway.testkit.MmdbBuilder.ofType;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.maxmind.db.Metadata;
import com.maxmind.db.Network;
import com.maxmind.geoip2.model.AsnResponse;
import com.maxmind.geoip2.model.CityResponse;
import com.maxmind.geoip2.model.CountryResponse;
import io.clickway.geo.Place;
import io.clickway.geo.PlaceKind;
import io.clickway.testkit.MmdbBuilder;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaceFilesTest {

    private static final byte[] ADDRESS = InetAddress.ofLiteral("192.0.2.7").getAddress();

    private final Path folder;

    private final Warnings warnings = new Warnings();
    private final Logger logger = Logger.getLogger(PlaceFile.class.getName());
    private final Room room = new Room();
    private long now = 1;

    PlaceFilesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void listen() {
        logger.addHandler(warnings);
    }

    @AfterEach
    void listenNoMore() {
        logger.removeHandler(warnings);
    }

    @Test
    void putsTogetherTheFilesThatAreSet() throws Exception {
        write("country", countries("AT"));
        write("city", cities("Munich"));
        write("asn", networks(64_496));

        var places = new PlaceFiles(
                Map.of(
                        PlaceKind.COUNTRY, folder.resolve("country"),
                        PlaceKind.CITY, folder.resolve("city"),
                        PlaceKind.ASN, folder.resolve("asn")),
                room,
                () -> now);

        assertThat(places.placeOf(ADDRESS)).isEqualTo(new Place("DE", "EU", "BY", "Munich", 64_496));
        assertThat(places.taken()).isEqualTo(1);
        assertThat(warnings.texts).isEmpty();
    }

    @Test
    void takesAFileThatWasReplacedOnceItLooksTheSameTwice() throws Exception {
        write("country", countries("AT"));
        var places = open(PlaceKind.COUNTRY);

        write("country", countries("CH"));
        places.refresh();
        assertThat(countryOf(places)).as("it may still be written").isEqualTo("AT");
        places.refresh();

        assertThat(countryOf(places)).isEqualTo("CH");
        assertThat(places.taken()).isEqualTo(2);
    }

    @Test
    void takesAFileOfTheSameSizeAndTimeUnderTheSameName() throws Exception {
        var file = write("country", countries("AT"));
        var time = Files.getLastModifiedTime(file);
        var places = open(PlaceKind.COUNTRY);

        var next = write("next", countries("CH"));
        Files.setLastModifiedTime(next, time);
        Files.move(next, file, ATOMIC_MOVE);
        settle(places);

        assertThat(countryOf(places)).isEqualTo("CH");
    }

    @Test
    void takesAFileThatAppearsLater() throws Exception {
        var places = open(PlaceKind.COUNTRY);
        assertThat(places.placeOf(ADDRESS)).isEqualTo(Place.UNKNOWN);
        settle(places);
        assertThat(warnings.texts).singleElement().asString().contains("edge.geo.country-file", "isn't there");

        write("country", countries("AT"));
        settle(places);

        assertThat(countryOf(places)).isEqualTo("AT");
    }

    @Test
    void keepsWhatIsInForceWhenTheFileVanishes() throws Exception {
        var file = write("country", countries("AT"));
        var places = open(PlaceKind.COUNTRY);

        Files.delete(file);
        settle(places);

        assertThat(countryOf(places)).isEqualTo("AT");
        assertThat(warnings.texts).singleElement().asString().contains("stays in force");
    }

    @Test
    void keepsWhatIsInForceThroughHalfAFileAndRubbishAndTellsEachCauseOnce() throws Exception {
        write("country", countries("AT"));
        var places = open(PlaceKind.COUNTRY);
        var next = countries("CH").bytes();

        for (int length = 1; length < next.length; length += next.length / 7) {
            writeBytes("country", Arrays.copyOf(next, length));
            settle(places);
            assertThat(countryOf(places)).isEqualTo("AT");
        }
        assertThat(warnings.texts).singleElement().asString().contains("half of one", "stays in force");
        assertThat(places.refused()).isGreaterThan(6);

        writeBytes("country", next);
        settle(places);
        assertThat(countryOf(places)).isEqualTo("CH");
    }

    @Test
    void keepsWhatIsInForceWhenOnlyTheEndOfTheNewFileIsWhole() throws Exception {
        write("country", countries("AT"));
        var places = open(PlaceKind.COUNTRY);
        var damaged = countries("CH").bytes();
        // The record behind the tree of 8 nodes becomes a pointer to itself.
        damaged[8 * 7 + 16] = 1 << 5;
        damaged[8 * 7 + 17] = 0;

        writeBytes("country", damaged);
        settle(places);

        assertThat(countryOf(places)).isEqualTo("AT");
        assertThat(warnings.texts).singleElement().asString().contains("is damaged");
    }

    @Test
    void refusesAFileOfAnotherKindByNameAndSaysWhereItBelongs() throws Exception {
        write("city", networks(64_496));

        var places = open(PlaceKind.CITY);

        assertThat(places.placeOf(ADDRESS)).isEqualTo(Place.UNKNOWN);
        assertThat(warnings.texts)
                .singleElement()
                .asString()
                .contains("edge.geo.city-file", "city is of type GeoLite2-ASN", "set it as edge.geo.asn-file");
    }

    @Test
    void triesAFileThatLooksAsBeforeAgainAfterAMinute() throws Exception {
        write("country", networks(1));
        var places = open(PlaceKind.COUNTRY);
        settle(places);
        assertThat(places.refused()).isEqualTo(1);

        now += Duration.ofMinutes(1).toNanos();
        settle(places);

        assertThat(places.refused()).isEqualTo(2);
        assertThat(warnings.texts).hasSize(1);
    }

    @Test
    void waitsForRoomInTheHeap() throws Exception {
        write("country", countries("AT"));
        var places = open(PlaceKind.COUNTRY);
        write("country", countries("CH"));

        room.isLeft = false;
        settle(places);
        settle(places);
        assertThat(countryOf(places)).isEqualTo("AT");
        assertThat(warnings.texts).singleElement().asString().contains("room in the heap");

        assertThat(room.collections).as("one per file").isEqualTo(1);

        room.isLeft = true;
        places.refresh();
        assertThat(countryOf(places)).isEqualTo("CH");
    }

    @Test
    void answersFourThreadsWhileFilesAreSwapped() throws Exception {
        write("country", countries("AT"));
        var places = open(PlaceKind.COUNTRY);
        var done = new AtomicBoolean();
        Callable<Long> clicks = () -> {
            long answered = 0;
            while (!done.get() || answered == 0) {
                assertThat(countryOf(places)).isIn("AT", "CH");
                // An address nobody has asked for goes through the reader, not the cache.
                var other = ADDRESS.clone();
                other[2] = (byte) answered;
                other[3] = (byte) (answered >> 8);
                assertThat(places.placeOf(other).country()).isIn("AT", "CH");
                answered++;
            }
            return answered;
        };
        try (var threads = Executors.newFixedThreadPool(4)) {
            var answers =
                    IntStream.range(0, 4).mapToObj(_ -> threads.submit(clicks)).toList();
            try {
                for (int i = 0; i < 60; i++) {
                    write("country", countries(i % 2 == 0 ? "CH" : "AT"));
                    settle(places);
                    assertThat(countryOf(places)).isEqualTo(i % 2 == 0 ? "CH" : "AT");
                }
            } finally {
                done.set(true);
            }
            for (var answer : answers) {
                assertThat(answer.get()).isPositive();
            }
        }
        assertThat(places.taken()).isEqualTo(61);
        assertThat(places.failures()).isZero();
    }

    /** In a native image a record that isn't registered can't be made. */
    @Test
    void registersAllThatGeoip2MakesByReflection() {
        var registered = Set.of(
                PlaceFiles.class.getAnnotation(RegisterForReflection.class).targets());
        var reached = new HashSet<Class<?>>();
        for (var root : new Class<?>[] {Metadata.class, CountryResponse.class, CityResponse.class, AsnResponse.class}) {
            reach(root, reached);
        }

        // The network is handed in by the reader, not made of a record.
        reached.remove(Network.class);
        assertThat(registered).containsExactlyInAnyOrderElementsOf(reached);
    }

    private static void reach(Type type, Set<Class<?>> reached) {
        if (type instanceof ParameterizedType generic) {
            for (var argument : generic.getActualTypeArguments()) {
                reach(argument, reached);
            }
        } else if (type instanceof Class<?> made && made.getName().startsWith("com.maxmind.") && reached.add(made)) {
            if (made.isRecord()) {
                for (var component : made.getRecordComponents()) {
                    reach(component.getGenericType(), reached);
                }
            }
        }
    }

    private PlaceFiles open(PlaceKind kind) {
        var file = folder.resolve(kind == PlaceKind.CITY ? "city" : "country");
        return new PlaceFiles(Map.of(kind, file), room, () -> now);
    }

    private static void settle(PlaceFiles places) {
        places.refresh();
        places.refresh();
    }

    private static String countryOf(PlaceFiles places) {
        return places.placeOf(ADDRESS).country();
    }

    private static MmdbBuilder countries(String country) {
        return ofType("GeoLite2-Country").ipVersion(4).with("192.0.0.0/8", country(country, "EU"));
    }

    private static MmdbBuilder cities(String city) {
        return ofType("GeoLite2-City").with("192.0.2.0/24", city("DE", "EU", "BY", city));
    }

    private static MmdbBuilder networks(int asn) {
        return ofType("GeoLite2-ASN").with("192.0.2.0/24", asn(asn));
    }

    private Path write(String name, MmdbBuilder database) throws IOException {
        return writeBytes(name, database.bytes());
    }

    /** In its place, with a time of its own: files of one test are written within the clock's grain. */
    private Path writeBytes(String name, byte[] bytes) throws IOException {
        var file = Files.write(folder.resolve(name), bytes);
        return Files.setLastModifiedTime(file, FileTime.fromMillis(1_795_000_000_000L + 10 * now++));
    }

    private static final class Room implements HeapRoom {

        private boolean isLeft = true;
        private int collections;

        @Override
        public boolean fits(long bytes) {
            return isLeft;
        }

        @Override
        public void make() {
            collections++;
        }
    }

    private static final class Warnings extends Handler {

        private final List<String> texts = new CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                texts.add(ExtLogRecord.wrap(record).getFormattedMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
