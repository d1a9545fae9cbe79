package io.clickway.edge.geo;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Where countries come from. */
@ConfigMapping(prefix = "edge.geo")
public interface GeoSettings {

    /** A MaxMind country file; without one the country of every click is empty. */
    Optional<Path> countryFile();
}
