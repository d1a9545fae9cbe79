package io.clickway.warehouse.lookup;

import io.clickway.id.ClickId;
import io.clickway.link.Macro;
import io.clickway.warehouse.shape.ClickValues;
import io.clickway.warehouse.shape.UrlShape;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a click asked for and where it was sent, byte for byte: as the row has it, or put together from its shape. */
record StoredUrls(String target, String destination) {

    private static final int MICROS = 6;

    /** @param row of clicks_whole */
    static StoredUrls of(ClickId id, ResultSet row, Map<String, String> parameters) throws SQLException {
        var shape = new UrlShape();
        var values = new ClickValues(
                id, subs(row), List.copyOf(parameters.keySet()), List.copyOf(parameters.values()), costMicros(row));
        return new StoredUrls(url(row, "target", shape, values), url(row, "destination", shape, values));
    }

    private static String url(ResultSet row, String column, UrlShape shape, ClickValues values) throws SQLException {
        var url = row.getString(column);
        return url != null
                ? url
                : shape.rebuild(Objects.requireNonNullElse(row.getString(column + "_shape"), ""), values);
    }

    private static List<String> subs(ResultSet row) throws SQLException {
        var subs = new ArrayList<String>();
        for (int i = 1; i <= Macro.SUBS; i++) {
            subs.add(Objects.requireNonNullElse(row.getString("sub" + i), ""));
        }
        return subs;
    }

    private static long costMicros(ResultSet row) throws SQLException {
        var cost = row.getBigDecimal("cost");
        return cost == null ? ClickValues.NO_COST : cost.movePointRight(MICROS).longValueExact();
    }
}
