package io.clickway.geo;

import com.maxmind.db.Network;
import com.maxmind.geoip2.DatabaseReader;
import com.maxmind.geoip2.exception.GeoIp2Exception;
import com.maxmind.geoip2.model.AsnResponse;
import com.maxmind.geoip2.model.CityResponse;
import com.maxmind.geoip2.model.CountryResponse;
import com.maxmind.geoip2.record.Continent;
import com.maxmind.geoip2.record.Country;
import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** One open MaxMind database, asked for one kind of answer. Thread-safe. */
public final class PlaceDatabase {

    /** Covers IPv4 in steps of a /12 and the IPv6 in use (2000::/3) in steps of a /12, too. */
    private static final int PROOF_V4 = 4096;

    private static final int PROOF_V6 = 512;

    /** A database of that size that knows none of so many addresses has lost its tree; a small one may be of one site. */
    private static final int LARGE = 65_536;

    private final DatabaseReader reader;
    private final PlaceKind kind;
    private final boolean knowsV6;

    private PlaceDatabase(DatabaseReader reader, PlaceKind kind) {
        this.reader = reader;
        this.kind = kind;
        this.knowsV6 = reader.metadata().ipVersion() == 6;
    }

    /**
     * Takes a reader over for good, after look-ups all over the address space have shown that it is whole: a file whose
     * end is in place and whose middle isn't opens well.
     */
    public static PlaceDatabase of(DatabaseReader reader, PlaceKind kind) throws UnfitDatabaseException {
        var database = unproven(reader, kind);
        if (!kind.isAnsweredBy(reader.metadata().databaseType())) {
            throw database.unfit(UnfitDatabaseException.Cause.WRONG_KIND, "is of type " + database.type());
        }
        database.prove();
        return database;
    }

    /** For tests of what damage does. */
    static PlaceDatabase unproven(DatabaseReader reader, PlaceKind kind) {
        return new PlaceDatabase(reader, kind);
    }

    PlaceKind kind() {
        return kind;
    }

    /**
     * Null when the database has no record of the address.
     *
     * @throws DamagedDatabaseException when the database is damaged where the address stands
     */
    @Nullable
    PlaceRecord find(byte[] address) throws DamagedDatabaseException {
        // A v4-only file answers a v6 address with another network's record instead of an error.
        if (address.length == 16 && !knowsV6) {
            return null;
        }
        try {
            var ip = InetAddress.getByAddress(address);
            return switch (kind) {
                case COUNTRY ->
                    reader.tryCountry(ip).map(PlaceDatabase::ofCountry).orElse(null);
                case CITY -> reader.tryCity(ip).map(PlaceDatabase::ofCity).orElse(null);
                case ASN -> reader.tryAsn(ip).map(PlaceDatabase::ofAsn).orElse(null);
            };
        } catch (IOException | GeoIp2Exception | RuntimeException | StackOverflowError damaged) {
            // Damaged pointers lead anywhere, also back to themselves.
            throw new DamagedDatabaseException(damaged);
        }
    }

    private static PlaceRecord ofCountry(CountryResponse found) {
        return new PlaceRecord(
                place(found.country(), found.continent(), "", "", 0),
                bits(found.traits().network()));
    }

    private static PlaceRecord ofCity(CityResponse found) {
        var subdivisions = found.subdivisions();
        return new PlaceRecord(
                place(
                        found.country(),
                        found.continent(),
                        subdivisions.isEmpty() ? "" : subdivisions.getFirst().isoCode(),
                        found.city().name(),
                        0),
                bits(found.traits().network()));
    }

    private static PlaceRecord ofAsn(AsnResponse found) {
        var number = found.autonomousSystemNumber();
        int asn = number != null && number > 0 && number <= Integer.MAX_VALUE ? number.intValue() : 0;
        return new PlaceRecord(new Place("", "", "", "", asn), bits(found.network()));
    }

    private static Place place(
            Country country, Continent continent, @Nullable String subdivision, @Nullable String city, int asn) {
        var code = PlaceText.codeOrEmpty(country.isoCode(), 2, 2);
        var told = continent.code();
        return new Place(
                code,
                told == null ? Continents.of(code) : Continents.named(told, code),
                PlaceText.codeOrEmpty(subdivision, 1, 3),
                PlaceText.nameOrEmpty(city, Place.MAX_CITY),
                asn);
    }

    private static int bits(@Nullable Network network) {
        return network == null ? PlaceRecord.ONE_ADDRESS : network.prefixLength();
    }

    private void prove() throws UnfitDatabaseException {
        var address = new byte[4];
        int found = 0;
        int telling = 0;
        try {
            for (int i = 0; i < PROOF_V4 + (knowsV6 ? PROOF_V6 : 0); i++) {
                var record = find(i < PROOF_V4 ? v4(address, i) : v6(i - PROOF_V4));
                found += record == null ? 0 : 1;
                telling += record == null || !record.tells(kind) ? 0 : 1;
            }
        } catch (DamagedDatabaseException damaged) {
            throw unfit(UnfitDatabaseException.Cause.DAMAGED, "is damaged");
        }
        if (found == 0 && reader.metadata().nodeCount() >= LARGE) {
            throw unfit(UnfitDatabaseException.Cause.DAMAGED, "is damaged: it knows no address");
        }
        if (found > 0 && telling == 0) {
            throw unfit(
                    UnfitDatabaseException.Cause.TELLS_NOTHING,
                    "is of type " + type() + ", but its records tell nothing of that");
        }
    }

    private UnfitDatabaseException unfit(UnfitDatabaseException.Cause why, String message) {
        return new UnfitDatabaseException(why, type(), message);
    }

    /** It ends in a log, and comes from elsewhere. */
    private String type() {
        return reader.metadata()
                .databaseType()
                .replaceAll("[^ -~]", "?")
                .transform(type -> PlaceText.nameOrEmpty(type, 64));
    }

    private static byte[] v4(byte[] address, int step) {
        address[0] = (byte) (step >> 4);
        address[1] = (byte) (step << 4);
        return address;
    }

    private static byte[] v6(int step) {
        var address = new byte[16];
        address[0] = (byte) (0x20 | step >> 4);
        address[1] = (byte) (step << 4);
        return address;
    }
}
