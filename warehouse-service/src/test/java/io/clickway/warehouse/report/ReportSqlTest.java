package io.clickway.warehouse.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.warehouse.report.ReportQuery.Format;
import io.clickway.warehouse.report.ReportSource.CubeRead;
import io.clickway.warehouse.report.ReportSource.OfCubes;
import io.clickway.warehouse.report.ReportSource.OfRaw;
import io.clickway.warehouse.rollup.Cube;
import io.clickway.warehouse.rollup.Span;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportSqlTest {

    private static final Instant FROM = Instant.parse("2026-11-22T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-24T00:00:00Z");

    @Test
    void countsCellsAndWhatWaitsByIdAndNamesAfterwards() {
        var sql = cube(Map.of("by", List.of("day,link"), "limit", List.of("5")), Cube.LINK);
        assertThat(sql.text()).isEqualTo("""
                with counted as (
                    select t, d0, sum(clicks) as clicks
                    from (
                        select width_bucket(click.bucket_at, ?::timestamptz[]) as t, click.link_id as d0, click.clicks::bigint as clicks \
                from clicks_by_link_1d as click where click.bucket_at >= ? and click.bucket_at < ? and click.workspace_id = ?
                        union all
                        select width_bucket(click.bucket_at, ?::timestamptz[]) as t, click.link_id as d0, click.clicks::bigint as clicks \
                from (select bucket_at, workspace_id, verdict, region, key1 as campaign_id, key2 as link_id, key3 as traffic_source_id, clicks \
                from rollup_deltas where cube = 2) as click where click.bucket_at >= ? and click.bucket_at < ? and click.workspace_id = ?) as cell
                    group by t, d0
                ),
                named as (
                    select counted.t, coalesce(n0.slug, '') as d0, coalesce(sum(counted.clicks), 0)::bigint as clicks
                    from counted
                    left join links as n0 on n0.link_id = counted.d0
                    group by 1, 2
                ),
                total as (
                    select count(*) filter (where clicks > 0) as groups, coalesce(sum(clicks), 0)::bigint as total_clicks
                    from named
                )
                select t, d0, clicks, total.*
                from total
                left join named on named.clicks > 0
                order by named.t nulls last, named.clicks desc nulls last, named.t nulls last, named.d0 nulls last
                limit ?""");
        assertThat(sql.values().stream().filter(value -> !(value instanceof Object[])))
                .hasSize(7)
                .last()
                .isEqualTo(5);
    }

    @Test
    void joinsTheLedgerToRawClicksOnlyForWhatStandsThere() {
        assertThat(raw(Map.of("by", List.of("browser"))).text()).doesNotContain("ledger_all");
        assertThat(raw(Map.of("by", List.of("browser,region"))).text()).contains("join ledger_all", "source.region");
        assertThat(raw(Map.of("where", List.of("not region:eu"))).text()).contains("join ledger_all");
    }

    @Test
    void neverWritesACallersTextIntoTheStatement() {
        var evil = "x'); drop table clicks; --";
        var where = "link:\"%1$s\" or not (sub1:\"%1$s\",\"\" and country:\"%1$s\" or rule:\"\")".formatted(evil);
        for (var sql : List.of(
                raw(Map.of(
                        "where", List.of(where), "by", List.of("sub1,hour_of_week,day"), "measures", List.of("cost"))),
                cube(Map.of("where", List.of("link:\"" + evil + "\"")), Cube.LINK))) {
            assertThat(sql.text()).doesNotContainIgnoringCase("drop table");
            assertThat(sql.text().chars().filter(c -> c == '?').count())
                    .isEqualTo(sql.values().size());
        }
    }

    @Test
    void namesEachBucketWhenAConditionLeadsToItsCells() {
        var named = "click.bucket_at = any (?::timestamptz[]) and click.workspace_id = ?";
        assertThat(cube(Map.of("where", List.of("verdict:human and campaign:a,b")), Cube.LINK)
                        .text())
                .contains("from clicks_by_link_1d as click where " + named)
                .containsOnlyOnce(named);
        assertThat(cube(Map.of("where", List.of("country:DE"), "by", List.of("campaign")), Cube.CAMPAIGN_COUNTRY)
                        .text())
                .contains(named);
        for (var where : List.of("link:a", "not campaign:a", "campaign:a or link:b", "campaign:a,\"\"")) {
            assertThat(cube(Map.of("where", List.of(where)), Cube.LINK).text())
                    .as(where)
                    .doesNotContain(named);
        }
    }

    @Test
    void readsARangeWhenThatIsLessThanSoManyLookUps() {
        var query = query(Map.of("where", List.of("campaign:a,b")));
        var pieces = Pieces.of(Period.asked(query, FROM, TO).grid(), EnumSet.of(Span.QUARTER))
                .orElseThrow();
        var read = new CubeRead(Cube.LINK, Period.asked(query, FROM, TO), pieces);
        for (int workspaces : List.of(13, 14)) {
            var scope = new Scope(
                    Optional.empty(), IntStream.range(0, workspaces).boxed().toList());
            var sql = ReportSql.of(
                    query, scope, new OfCubes(List.of(read)), read.period().grid());
            assertThat(sql.text().contains("click.bucket_at = any"))
                    .as("%d buckets of %d workspaces for 2 campaigns", 2 * 96, workspaces)
                    .isEqualTo(2 * 96 * 2 * workspaces <= 5_000);
        }
    }

    @Test
    void writesCsvThatASpreadsheetWillNotRun() throws IOException {
        var csv = new StringBuilder();
        Csv.write(
                List.of("sub1", "clicks"),
                List.of(
                        List.of("=cmd|' /C calc'!A0", 3L),
                        List.of("a \"b\", c", 2L),
                        List.of("", 1L),
                        Arrays.<@Nullable Object>asList(null, -1.5)),
                csv);
        assertThat(csv).hasToString("sub1,clicks\r\n'=cmd|' /C calc'!A0,3\r\n\"a \"\"b\"\", c\",2\r\n,1\r\n,-1.5\r\n");
    }

    private static SqlText cube(Map<String, List<String>> parameters, Cube cube) {
        var query = query(parameters);
        var period = Period.asked(query, FROM, TO);
        var pieces = Pieces.of(period.grid(), cube.spans()).orElseThrow();
        return ReportSql.of(query, scope(), new OfCubes(List.of(new CubeRead(cube, period, pieces))), period.grid());
    }

    private static SqlText raw(Map<String, List<String>> parameters) {
        var query = query(parameters);
        var period = Period.asked(query, FROM, TO);
        return ReportSql.of(query, scope(), new OfRaw(List.of(period)), period.grid());
    }

    private static Scope scope() {
        return new Scope(Optional.of(7), List.of(7));
    }

    private static ReportQuery query(Map<String, List<String>> parameters) {
        return ReportQueryParser.parse(new HashMap<>(parameters), Format.JSON);
    }
}
