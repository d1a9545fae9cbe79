package io.clickway.warehouse.lookup;

import com.google.protobuf.ByteString;
import io.clickway.event.proto.Click;
import io.clickway.event.proto.Event;
import io.clickway.id.ClickId;
import io.clickway.link.Macro;
import java.net.InetAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row of {@code clicks_whole} as the event that the edge wrote, as far as a decision asks for it. */
final class StoredClick {

    private StoredClick() {}

    /** @param parameters the other query parameters; sub1 to sub10 are read from the row */
    static Event event(ClickId id, ResultSet row, Map<String, String> parameters) throws SQLException {
        var click = Click.newBuilder()
                .setVisitor(row.getLong("visitor"))
                .setCountry(text(row, "country"))
                .setContinent(text(row, "continent"))
                .setSubdivision(text(row, "subdivision"))
                .setCity(text(row, "city"))
                .setAsn((int) row.getLong("asn"))
                .setLanguage(text(row, "language"))
                .setDeviceValue(row.getInt("device"))
                .setOs(text(row, "os"))
                .setOsVersion(text(row, "os_version"))
                .setBrowser(text(row, "browser"))
                .setBrowserVersion(text(row, "browser_version"))
                .setVerdictValue(row.getInt("verdict"))
                .setReferrer(text(row, "referrer"))
                .setNetwork(network(row.getString("network")));
        for (int i = 1; i <= Macro.SUBS; i++) {
            click.addSubs(text(row, "sub" + i));
        }
        parameters.forEach(
                (name, value) -> click.addParametersBuilder().setName(name).setValue(value));
        return Event.newBuilder()
                .setIdHigh(id.high())
                .setIdLow(id.low())
                .setClick(click)
                .build();
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    /** From {@code 192.0.2.0/24} or {@code 2001:db8::/48}, as Postgres writes it; nothing when there is none. */
    private static ByteString network(@Nullable String text) {
        if (text == null) {
            return ByteString.EMPTY;
        }
        int slash = text.indexOf('/');
        // A literal: nothing is looked up.
        return ByteString.copyFrom(InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                .getAddress());
    }
}
