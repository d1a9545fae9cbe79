package io.clickway.edge.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.db.Metadata;
import com.maxmind.db.Reader.FileMode;
import com.maxmind.geoip2.DatabaseReader;
import com.maxmind.geoip2.exception.GeoIp2Exception;
import com.maxmind.geoip2.model.CountryResponse;
import com.maxmind.geoip2.record.Continent;
import com.maxmind.geoip2.record.Country;
import com.maxmind.geoip2.record.MaxMind;
import com.maxmind.geoip2.record.RepresentedCountry;
import com.maxmind.geoip2.record.Traits;
import io.clickway.edge.client.ClientAddress;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/** Countries from a MaxMind file (GeoLite2, GeoIP2, or any with their nested form), held in memory whole. */
@RegisterForReflection(
        targets = {
            Metadata.class,
            CountryResponse.class,
            Continent.class,
            Country.class,
            MaxMind.class,
            RepresentedCountry.class,
            Traits.class
        })
public final class MaxMindCountries implements Countries {

    private final DatabaseReader reader;
    private final boolean knowsV6;
    private final LongAdder failures = new LongAdder();

    private MaxMindCountries(DatabaseReader reader) {
        this.reader = reader;
        this.knowsV6 = reader.metadata().ipVersion() == 6;
    }

    public static MaxMindCountries open(Path file) throws IOException {
        return new MaxMindCountries(new DatabaseReader.Builder(file.toFile())
                .fileMode(FileMode.MEMORY)
                .withCache(new CHMCache())
                .build());
    }

    @Override
    public String countryOf(ClientAddress client) {
        // A v4-only file answers a v6 address with another network's country instead of an error.
        if (!client.isPresent() || client.isV6() && !knowsV6) {
            return "";
        }
        try {
            var country = reader.tryCountry(client.inetAddress())
                    .map(CountryResponse::country)
                    .map(Country::isoCode);
            return country.filter(code -> code.length() == 2).orElse("");
        } catch (IOException | GeoIp2Exception | RuntimeException damaged) {
            failures.increment();
            return "";
        }
    }

    /** Look-ups that failed because the file is damaged. */
    public long failures() {
        return failures.sum();
    }
}
