package io.clickway.warehouse.report;

import io.clickway.warehouse.report.Figures.Currencies;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes rows of an answer from those of {@link ReportSql}. */
final class RowReading {

    private final ReportQuery query;
    private final TimeGrid grid;
    private final ResultSet found;

    RowReading(ReportQuery query, TimeGrid grid, ResultSet found) {
        this.query = query;
        this.grid = grid;
        this.found = found;
    }

    ReportRows all(ReportSource source, Period range, Stock stock) throws SQLException {
        var rows = new ArrayList<List<@Nullable Object>>();
        var total = Figures.NOTHING;
        var others = Figures.NOTHING;
        long groups = 0;
        boolean hasMixedCost = false;
        while (found.next()) {
            if (rows.isEmpty()) {
                total = figures("total_");
                groups = found.getLong("groups");
                others = total;
                hasMixedCost = total.currencies() == Currencies.SEVERAL;
            }
            found.getLong("clicks");
            if (found.wasNull()) {
                break;
            }
            var figures = figures("");
            others = others.without(figures);
            hasMixedCost |= figures.currencies() == Currencies.SEVERAL;
            rows.add(row(figures, total));
        }
        return new ReportRows(rows, groups, total, others, hasMixedCost, source, range, stock);
    }

    private List<@Nullable Object> row(Figures figures, Figures total) throws SQLException {
        var row = new ArrayList<@Nullable Object>(
                query.by().size() + query.measures().size());
        int key = 0;
        int time = 0;
        for (var dimension : query.by()) {
            if (dimension.isTime()) {
                row.add(grid.labels(found.getInt("t")).get(time++));
                continue;
            }
            var column = "d" + key++;
            row.add(
                    dimension.kind() == Dimension.Kind.NUMBER
                            ? found.getObject(column, Long.class)
                            : found.getString(column));
        }
        for (var measure : query.measures()) {
            row.add(measure.of(figures, total));
        }
        return Collections.unmodifiableList(row);
    }

    private Figures figures(String prefix) throws SQLException {
        return new Figures(
                found.getLong(prefix + "clicks"),
                query.asks(Measure.BOTS) ? found.getLong(prefix + "bots") : 0,
                query.asks(Measure.CHANGE) ? found.getLong(prefix + "prior") : 0,
                query.asks(Measure.COST) ? BigDecimal.valueOf(found.getLong(prefix + "micros")) : BigDecimal.ZERO,
                query.asks(Measure.COST) ? currencies(prefix) : Currencies.AT_MOST_ONE,
                query.asksForVisitors() ? found.getLong(prefix + "visitors") : null);
    }

    private Currencies currencies(String prefix) throws SQLException {
        return Objects.equals(found.getString(prefix + "unit_least"), found.getString(prefix + "unit_most"))
                ? Currencies.AT_MOST_ONE
                : Currencies.SEVERAL;
    }
}
