package io.clickway.warehouse.preview;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** MaxMind files, as edges have them, for the place of a previewed address; without them only what the caller says is known. */
@ConfigMapping(prefix = "warehouse.geo")
public interface PlaceSettings {

    Optional<Path> countryFile();

    Optional<Path> cityFile();

    Optional<Path> asnFile();
}
