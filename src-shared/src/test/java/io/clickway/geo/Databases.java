package io.clickway.geo;

import com.maxmind.db.CHMCache;
import com.maxmind.geoip2.DatabaseReader;
import io.clickway.testkit.MmdbBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;

/** Opens what {@link MmdbBuilder} has written. */
final class Databases {

    private Databases() {}

    static PlaceDatabase open(PlaceKind kind, MmdbBuilder builder) throws IOException, UnfitDatabaseException {
        return open(kind, builder.bytes());
    }

    static PlaceDatabase open(PlaceKind kind, byte[] bytes) throws IOException, UnfitDatabaseException {
        return PlaceDatabase.of(reader(bytes), kind);
    }

    static DatabaseReader reader(byte[] bytes) throws IOException {
        return new DatabaseReader.Builder(new ByteArrayInputStream(bytes))
                .withCache(new CHMCache())
                .build();
    }

    static byte[] address(String literal) {
        return InetAddress.ofLiteral(literal).getAddress();
    }
}
