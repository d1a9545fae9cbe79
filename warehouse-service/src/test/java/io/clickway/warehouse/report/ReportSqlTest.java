package io.clickway.warehouse.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.warehouse.report.ReportQuery.Format;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportSqlTest {

    @Test
    void countsTheRollupByIdAndNamesAfterwards() {
        var sql = sql(Map.of("by", List.of("day,link"), "tz", List.of("Europe/Kyiv"), "limit", List.of("5")));
        assertThat(sql.text()).isEqualTo("""
                with counted as (
                    select date_trunc('day', click.bucket_at, ?) as d0, click.link_id as d1, sum(click.clicks) as clicks
                    from clicks_15m as click
                    where click.workspace_id = ?
                    group by 1, 2
                ),
                named as (
                    select counted.d0 as d0, coalesce(n1.slug, '') as d1, sum(counted.clicks)::bigint as clicks
                    from counted
                    left join links as n1 on n1.link_id = counted.d1
                    group by 1, 2
                )
                select *, sum(clicks) over ()::bigint, count(*) over ()
                from named
                order by d0, clicks desc, d0, d1
                limit ?""");
        assertThat(sql.values()).containsExactly("Europe/Kyiv", 7, 5);
    }

    @Test
    void joinsTheLedgerToRawClicksOnlyForWhatStandsThere() {
        assertThat(sql(Map.of("by", List.of("browser"))).text()).doesNotContain("ledger_all");
        assertThat(sql(Map.of("by", List.of("browser,region"))).text()).contains("join ledger_all", "source.region");
        assertThat(sql(Map.of("by", List.of("region"))).text()).doesNotContain("ledger_all");
    }

    @Test
    void neverWritesACallersTextIntoTheStatement() {
        var evil = "x'); drop table clicks; --";
        var sql = sql(Map.of("where", List.of("link:" + evil, "sub1:" + evil, "country:" + evil)));
        assertThat(sql.text()).doesNotContain("drop table");
        assertThat(sql.text().chars().filter(c -> c == '?').count())
                .isEqualTo(sql.values().size());
    }

    @Test
    void writesCsvThatASpreadsheetWillNotRun() {
        var csv = Csv.write(
                List.of("sub1", "clicks"),
                List.of(List.of("=cmd|' /C calc'!A0", 3L), List.of("a \"b\", c", 2L), List.of("", 1L)));
        assertThat(csv).isEqualTo("sub1,clicks\r\n'=cmd|' /C calc'!A0,3\r\n\"a \"\"b\"\", c\",2\r\n,1\r\n");
    }

    private static ReportSql sql(Map<String, List<String>> parameters) {
        return ReportSql.of(ReportQueryParser.parse(parameters, Format.JSON), Optional.of(7));
    }
}
