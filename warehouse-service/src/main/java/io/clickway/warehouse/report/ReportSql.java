package io.clickway.warehouse.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A report's statement and the values bound to it. Text that a caller gave only ever stands among the values.
 *
 * <p>Columns: the dimensions in their order (times as timestamptz, else text), then clicks, then the clicks of all groups,
 * then the number of groups. Clicks are counted by ids first and named afterwards, when they are few.
 */
record ReportSql(String text, List<Object> values) {

    ReportSql {
        values = List.copyOf(values);
    }

    /** @param workspaceId only clicks of this workspace; empty for all */
    static ReportSql of(ReportQuery query, Optional<Integer> workspaceId) {
        return new Builder(query).build(workspaceId);
    }

    private static final class Builder {

        private final ReportQuery query;
        private final boolean raw;
        private final List<Object> values = new ArrayList<>();

        Builder(ReportQuery query) {
            this.query = query;
            this.raw = query.needsRaw();
        }

        ReportSql build(Optional<Integer> workspaceId) {
            var by = query.by();
            var sql = new StringBuilder("with counted as (\n    select ");
            for (int i = 0; i < by.size(); i++) {
                sql.append(grouped(by.get(i))).append(" as d").append(i).append(", ");
            }
            sql.append(raw ? "count(*)" : "sum(click.clicks)")
                    .append(" as clicks\n    from ")
                    .append(raw ? "clicks" : "clicks_15m")
                    .append(" as click\n");
            if (raw && needsSource()) {
                sql.append("    join ledger_all as source using (source_no)\n");
            }
            sql.append("    where ").append(conditions(workspaceId)).append('\n');
            sql.append(by.isEmpty() ? "    having count(*) > 0" : "    group by " + ordinals(by.size()))
                    .append("\n),\nnamed as (\n    select ");
            for (int i = 0; i < by.size(); i++) {
                sql.append(by.get(i).isNamed() ? "coalesce(n" + i + ".slug, '')" : "counted.d" + i)
                        .append(" as d")
                        .append(i)
                        .append(", ");
            }
            sql.append("sum(counted.clicks)::bigint as clicks\n    from counted\n");
            for (int i = 0; i < by.size(); i++) {
                if (by.get(i).isNamed()) {
                    sql.append("    left join %s as n%d on n%d.%s = counted.d%d\n"
                            .formatted(by.get(i).table(), i, i, by.get(i).idColumn(), i));
                }
            }
            sql.append(by.isEmpty() ? "    having count(*) > 0" : "    group by " + ordinals(by.size()))
                    .append("\n)\nselect *, sum(clicks) over ()::bigint, count(*) over ()\nfrom named\norder by ")
                    .append(order())
                    .append("\nlimit ?");
            values.add(query.limit());
            return new ReportSql(sql.toString(), values);
        }

        private boolean needsSource() {
            return query.by().stream().anyMatch(Dimension::isOfSource)
                    || query.where().keySet().stream().anyMatch(Dimension::isOfSource);
        }

        private String grouped(Dimension dimension) {
            if (dimension.isTime()) {
                values.add(query.zone().getId());
                return "date_trunc('" + dimension.text() + "', " + time() + ", ?)";
            }
            return dimension.isNamed() ? "click." + dimension.idColumn() : dimension.textExpression(raw);
        }

        private String conditions(Optional<Integer> workspaceId) {
            var conditions = new ArrayList<String>();
            workspaceId.ifPresent(id -> {
                conditions.add("click.workspace_id = ?");
                values.add(id);
            });
            bound(conditions, ">=", query.range().from());
            bound(conditions, "<", query.range().to());
            // In the order of the enum, so that equal questions are equal statements.
            query.where().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(filter -> {
                var dimension = filter.getKey();
                conditions.add(
                        dimension.isNamed()
                                ? "click.%s in (select %s from %s where slug = any (?))"
                                        .formatted(dimension.idColumn(), dimension.idColumn(), dimension.table())
                                : dimension.textExpression(raw) + " = any (?)");
                values.add(filter.getValue().toArray(String[]::new));
            });
            return conditions.isEmpty() ? "true" : String.join("\n        and ", conditions);
        }

        private void bound(List<String> conditions, String operator, Optional<Instant> moment) {
            moment.ifPresent(at -> {
                conditions.add(time() + " " + operator + " ?");
                values.add(at.atOffset(ZoneOffset.UTC));
            });
        }

        private String time() {
            return raw ? "click.occurred_at" : "click.bucket_at";
        }

        private String order() {
            return query.sort().stream()
                    .map(key -> (key.column() < query.by().size() ? "d" + key.column() : "clicks")
                            + (key.isDescending() ? " desc" : ""))
                    .collect(Collectors.joining(", "));
        }

        private static String ordinals(int count) {
            return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        }
    }
}
