package io.clickway.warehouse.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.report.ReportQuery.Format;
import io.clickway.warehouse.rollup.Fold;
import io.clickway.warehouse.view.ViewRefresher;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hours of the week come from the materialized view as long as it is as exact as the rows. */
class HoursOfWeekIT {

    private static final int CLICKS = 2_000;
    private static final LocalDate FIRST =
            LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1).minusMonths(2);

    private static PrivateServers servers;
    private static Centre centre;
    private static TestSource source;
    private static RandomClicks clicks;

    @BeforeAll
    static void storeTwoMonths() throws Exception {
        servers = PrivateServers.start("127.164", "eu", "postgres");
        centre = new Centre(servers).migrated();
        RandomClicks.name(centre);
        var random = new Random(5);
        clicks = new RandomClicks(random);
        source = new TestSource("eu", random, FIRST.atStartOfDay().toInstant(ZoneOffset.UTC));
        int mean = (int) (Duration.ofDays(50).toMillis() / CLICKS);
        for (int i = 0; i < CLICKS; i++) {
            source.later(random.nextInt(2 * mean)).click(clicks.next());
        }
        centre.store(List.of(source.batch()));
        // The first run makes the months' partitions.
        while (new Fold(centre.dataSource()).run().isPresent()
                && centre.number("select count(*) from rollup_deltas") > 0) {}
        var refresher = new ViewRefresher(centre.dataSource(), Duration.ofHours(1), Map.of(), Duration.ofSeconds(30));
        while (refresher.refreshNext().isPresent()) {}
    }

    @AfterAll
    static void stopPostgres() {
        servers.close();
    }

    @Test
    void theViewAnswersWholeMonthsUntilAClickIsAddedToThem() throws Exception {
        var byView = ask("UTC");
        var byCubes = ask("Europe/Kyiv");

        assertThat(byView.source().text()).isEqualTo("mv");
        assertThat(byCubes.source().text()).isEqualTo("rollup");
        assertThat(byView.rows()).isNotEmpty().hasSize(naive().size());
        assertThat(byView.rows().stream().map(row -> row.get(0) + "|" + row.get(1) + "|" + row.get(2)))
                .containsExactlyInAnyOrderElementsOf(naive());

        centre.store(List.of(source.click(clicks.next()).batch()));

        var afterwards = ask("UTC");
        assertThat(afterwards.source().text()).isEqualTo("rollup");
        assertThat(afterwards.total().clicks()).isEqualTo(byView.total().clicks() + 1);
    }

    private static List<String> naive() {
        return centre.texts("""
                select (extract(isodow from occurred_at at time zone 'UTC')::int - 1) * 24
                    + extract(hour from occurred_at at time zone 'UTC')::int, country, count(*)
                from reporting.clicks
                where occurred_at >= '%s' and occurred_at < '%s' and device <> 'bot'
                group by 1, 2
                """.formatted(start(FIRST), start(FIRST.plusMonths(2))));
    }

    private static ReportRows ask(String zone) throws SQLException {
        var query = ReportQueryParser.parse(
                Map.of(
                        "by", List.of("hour_of_week,country"),
                        "where", List.of("not device:bot"),
                        "tz", List.of(zone),
                        "from", List.of(start(FIRST).toString()),
                        "to", List.of(start(FIRST.plusMonths(2)).toString())),
                Format.JSON);
        try (var connection = centre.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            var found = ReportRun.answer(connection, query, Optional.empty());
            connection.rollback();
            return found;
        }
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
