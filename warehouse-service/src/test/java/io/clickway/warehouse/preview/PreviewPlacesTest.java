package io.clickway.warehouse.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.geo.Place;
import io.clickway.testkit.MmdbBuilder;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewPlacesTest {

    private static final byte[] ADDRESS = {(byte) 203, 0, 113, 7};

    @Test
    void knowsThePlacesOfTheFileItIsGiven(@TempDir Path folder) throws Exception {
        var file = folder.resolve("country.mmdb");
        Files.write(
                file,
                MmdbBuilder.ofType("GeoLite2-Country")
                        .with("203.0.0.0/16", MmdbBuilder.country("AT", "EU"))
                        .bytes());

        var place =
                places(Map.of("warehouse.geo.country-file", file.toString())).placeOf(ADDRESS);

        assertThat(place.country()).isEqualTo("AT");
        assertThat(place.continent()).isEqualTo("EU");
    }

    @Test
    void knowsNoPlaceWithoutAFileOrWithOneThatIsNone(@TempDir Path folder) throws Exception {
        var file = folder.resolve("country.mmdb");
        Files.writeString(file, "no database");

        assertThat(places(Map.of()).placeOf(ADDRESS)).isEqualTo(Place.UNKNOWN);
        assertThat(places(Map.of("warehouse.geo.country-file", file.toString())).placeOf(ADDRESS))
                .isEqualTo(Place.UNKNOWN);
        assertThat(places(Map.of("warehouse.geo.city-file", "/nowhere")).placeOf(ADDRESS))
                .isEqualTo(Place.UNKNOWN);
    }

    @Test
    void refusesAKeyThatIsNone() {
        assertThatThrownBy(() -> places(Map.of("warehouse.geo.planet-file", "x")))
                .isInstanceOf(Exception.class);
    }

    private static PreviewPlaces places(Map<String, String> values) {
        return new PreviewPlaces(new SmallRyeConfigBuilder()
                .withMapping(PlaceSettings.class)
                .withSources(new PropertiesConfigSource(values, "test", 1))
                .build()
                .getConfigMapping(PlaceSettings.class));
    }
}
