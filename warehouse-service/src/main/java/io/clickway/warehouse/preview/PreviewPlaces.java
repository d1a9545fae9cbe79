package io.clickway.warehouse.preview;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Reader.FileMode;
import com.maxmind.geoip2.DatabaseReader;
import io.clickway.geo.MaxMindPlaces;
import io.clickway.geo.Place;
import io.clickway.geo.PlaceDatabase;
import io.clickway.geo.PlaceKind;
import io.clickway.geo.Places;
import io.clickway.geo.UnfitDatabaseException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Opens the files when the first preview asks, and never again. A file that can't be used is told once and left out. */
@ApplicationScoped
class PreviewPlaces {

    private static final Logger LOG = Logger.getLogger(PreviewPlaces.class);

    private final PlaceSettings settings;
    private Optional<Places> opened = Optional.empty();

    PreviewPlaces(PlaceSettings settings) {
        this.settings = settings;
    }

    Place placeOf(byte[] address) {
        return places().placeOf(address);
    }

    private synchronized Places places() {
        if (opened.isEmpty()) {
            var databases = new ArrayList<PlaceDatabase>();
            open(settings.countryFile(), PlaceKind.COUNTRY, databases);
            open(settings.cityFile(), PlaceKind.CITY, databases);
            open(settings.asnFile(), PlaceKind.ASN, databases);
            opened = Optional.of(databases.isEmpty() ? Places.NONE : new MaxMindPlaces(List.copyOf(databases)));
        }
        return opened.get();
    }

    private static void open(Optional<Path> file, PlaceKind kind, List<PlaceDatabase> databases) {
        if (file.isEmpty()) {
            return;
        }
        try {
            databases.add(PlaceDatabase.of(
                    new DatabaseReader.Builder(file.get().toFile())
                            .fileMode(FileMode.MEMORY)
                            .withCache(new CHMCache())
                            .build(),
                    kind));
        } catch (IOException | UnfitDatabaseException | RuntimeException unusable) {
            LOG.warnf("%s file %s tells previews no places: %s", kind, file.get(), unusable.getMessage());
        }
    }
}
