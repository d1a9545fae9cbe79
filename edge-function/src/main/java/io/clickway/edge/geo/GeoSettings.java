package io.clickway.edge.geo;

import io.clickway.geo.PlaceKind;
import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where places come from: MaxMind databases with their nested records. Each file may be replaced while the edge runs, best
 * by a rename.
 */
@ConfigMapping(prefix = "edge.geo")
public interface GeoSettings {

    /** A country file (a city file will do); without one, and without a city file, no click has a country. */
    Optional<Path> countryFile();

    /** A city or Enterprise file. It goes before the country file where both know an address. */
    Optional<Path> cityFile();

    /** A GeoLite2 ASN file. */
    Optional<Path> asnFile();

    /** The files that are set. */
    static Map<PlaceKind, Path> filesOf(GeoSettings settings) {
        var files = new EnumMap<PlaceKind, Path>(PlaceKind.class);
        settings.countryFile().ifPresent(file -> files.put(PlaceKind.COUNTRY, file));
        settings.cityFile().ifPresent(file -> files.put(PlaceKind.CITY, file));
        settings.asnFile().ifPresent(file -> files.put(PlaceKind.ASN, file));
        return files;
    }

    static String keyOf(PlaceKind kind) {
        return switch (kind) {
            case COUNTRY -> "edge.geo.country-file";
            case CITY -> "edge.geo.city-file";
            case ASN -> "edge.geo.asn-file";
        };
    }
}
