package io.clickway.edge.geo;

import com.maxmind.db.Metadata;
import com.maxmind.geoip2.model.AsnResponse;
import com.maxmind.geoip2.model.CityResponse;
import com.maxmind.geoip2.model.ConnectionTypeResponse.ConnectionType;
import com.maxmind.geoip2.model.CountryResponse;
import com.maxmind.geoip2.record.City;
import com.maxmind.geoip2.record.Continent;
import com.maxmind.geoip2.record.Country;
import com.maxmind.geoip2.record.Location;
import com.maxmind.geoip2.record.MaxMind;
import com.maxmind.geoip2.record.Postal;
import com.maxmind.geoip2.record.RepresentedCountry;
import com.maxmind.geoip2.record.Subdivision;
import com.maxmind.geoip2.record.Traits;
import io.clickway.geo.MaxMindPlaces;
import io.clickway.geo.Place;
import io.clickway.geo.PlaceDatabase;
import io.clickway.geo.PlaceKind;
import io.clickway.geo.Places;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Places from files that may be replaced while clicks are answered. {@link #placeOf} is for any thread; {@link #refresh}
 * for one. A database that has been replaced is never closed: a look-up in flight ends in it, then it is garbage.
 *
 * <p>Each file lies in the heap whole, and twice while it is replaced: a mapped one would end the process when somebody
 * writes it anew in its place.
 */
@RegisterForReflection(
        targets = {
            Metadata.class,
            AsnResponse.class,
            CityResponse.class,
            CountryResponse.class,
            City.class,
            ConnectionType.class,
            Continent.class,
            Country.class,
            Location.class,
            MaxMind.class,
            Postal.class,
            RepresentedCountry.class,
            Subdivision.class,
            Traits.class
        })
public final class PlaceFiles implements Places {

    /** Between two looks at the files; a new one is in force after two to three. */
    public static final Duration PAUSE = Duration.ofSeconds(1);

    private final List<PlaceFile> files = new ArrayList<>();
    private final Map<PlaceKind, PlaceDatabase> databases = new EnumMap<>(PlaceKind.class);
    private final LongAdder taken = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder formerFailures = new LongAdder();
    private volatile MaxMindPlaces places = new MaxMindPlaces(List.of());

    /** Reads the files that are set. */
    public static PlaceFiles of(GeoSettings settings) {
        return of(GeoSettings.filesOf(settings));
    }

    public static PlaceFiles of(Map<PlaceKind, Path> files) {
        return new PlaceFiles(files, HeapRoom::ofThisProcess, System::nanoTime);
    }

    PlaceFiles(Map<PlaceKind, Path> paths, HeapRoom room, LongSupplier nanoTime) {
        paths.forEach((kind, path) -> files.add(new PlaceFile(kind, path, room, nanoTime, refused)));
        refresh();
    }

    @Override
    public Place placeOf(byte[] address) {
        return places.placeOf(address);
    }

    /** Looks at each file and takes what is new and whole. Never throws; takes long only when there is a file to read. */
    public synchronized void refresh() {
        boolean isRenewed = false;
        for (var file : files) {
            var database = file.renewed();
            database.ifPresent(renewed -> databases.put(file.kind(), renewed));
            isRenewed |= database.isPresent();
        }
        if (isRenewed) {
            taken.increment();
            formerFailures.add(places.failures());
            places = new MaxMindPlaces(List.copyOf(databases.values()));
        }
    }

    /** Times that one or more new files came into force. */
    public long taken() {
        return taken.sum();
    }

    /** Times that a file held no fit database. */
    public long refused() {
        return refused.sum();
    }

    /** Look-ups that failed because a database is damaged. */
    public long failures() {
        return formerFailures.sum() + places.failures();
    }
}
