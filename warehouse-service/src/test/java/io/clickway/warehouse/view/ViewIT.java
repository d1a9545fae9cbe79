package io.clickway.warehouse.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.view.ViewRefresher.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ViewIT {

    private static PrivateServers servers;
    private static Centre centre;

    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
    private final LocalDate month = today.withDayOfMonth(1);

    @BeforeAll
    static void startPostgres() {
        servers = PrivateServers.start("127.83", "eu", "postgres");
        centre = new Centre(servers).migrated();
        centre.run(CubeFilling.PARTITIONS);
    }

    @AfterAll
    static void stopPostgres() {
        servers.close();
    }

    @BeforeEach
    void forget() {
        centre.run(CubeFilling.FORGET);
        centre.run(
                "update mv_states set refreshed_at = null, snapshot_at = null, took = null, failed_at = null, failure = null");
        centre.run("truncate mv_requests, mv_days");
    }

    @Test
    void viewsHoldWhatIsCountedAnewFromTheSameClicks() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var clicks = CubeFilling.clicks(new Random(seed), today, 4_000);
        CubeFilling.fill(centre, clicks);

        refreshAll();

        assertThat(centre.texts(
                        "select workspace_id, link_id, clicks, humans, bots, first_day, last_day from top_links_mv"))
                .containsExactlyInAnyOrderElementsOf(CubeFilling.topLinks(clicks, today));
        assertThat(centre.texts(
                        "select workspace_id, (bucket_at at time zone 'UTC')::date, hour_of_week, country, device,"
                                + " verdict, region, clicks from country_device_hours_mv"))
                .containsExactlyInAnyOrderElementsOf(CubeFilling.hours(clicks, today));
        assertThat(centre.texts(
                        "select workspace_id, (bucket_at at time zone 'UTC')::date, traffic_source_id, campaign_id,"
                                + " sub_no, placement, clicks, humans, bots from placements_mv"))
                .containsExactlyInAnyOrderElementsOf(CubeFilling.placements(clicks, today));
        assertThat(
                        centre.texts(
                                "select workspace_id, grain, starts_on, is_whole, campaign_id, visitors, humans from visitors_mv"))
                .containsExactlyInAnyOrderElementsOf(CubeFilling.visitors(clicks, today));
        assertThat(centre.texts("select bool_and(hll_cardinality(sketch) = visitors) from visitors_mv"))
                .containsExactly("t");
    }

    @Test
    void analystsReadNamesAndOnlyTheirWorkspace() throws Exception {
        centre.run("insert into workspaces (workspace_id, slug, name) values (777, 'other', 'Other')");
        centre.run(
                "insert into campaigns (campaign_id, workspace_id, slug, name) values (7001, 1, 'spring', 'Spring')");
        centre.run("insert into links (link_id, workspace_id, campaign_id, domain, slug, url)"
                + " values (7002, 1, 7001, '*', 'hello', 'https://example.com/')");
        var mine = new CubeFilling.Counted(1, today.atTime(5, 0), 7001, 7002, 0, "DE", 2, 1, "eu", 3, "site", 9);
        var theirs = new CubeFilling.Counted(777, today.atTime(6, 0), 1, 1, 0, "AT", 1, 2, "eu", 1, "x", 10);
        CubeFilling.fill(centre, List.of(mine, theirs));

        refreshAll();

        var links = "select workspace, link, domain, campaign, clicks, humans, bots, bots_share, refreshed_at <= now()"
                + " from reporting.top_links";
        var hours = "select workspace, month, hour_of_week, hour_of_day, region, country, device, verdict, clicks"
                + " from reporting.country_device_hours";
        var placements = "select workspace, month, traffic_source, campaign, sub, placement, clicks, bots_share"
                + " from reporting.placements";
        var visitors =
                "select workspace, starts_on, campaign, visitors, humans from reporting.visitors where grain = 'day'";
        int hourOfWeek = (today.getDayOfWeek().getValue() - 1) * 24 + 5;
        assertThat(centre.texts(links))
                .contains("default|hello|*|spring|1|1|0|0.0000|t")
                .hasSize(2);
        assertThat(seenBy(1, links)).containsExactly("default|hello|*|spring|1|1|0|0.0000|t");
        assertThat(seenBy(1, hours)).containsExactly("default|" + month + "|" + hourOfWeek + "|5|eu|DE|mobile|human|1");
        assertThat(seenBy(1, placements)).containsExactly("default|" + month + "||spring|sub3|site|1|0.0000");
        assertThat(seenBy(1, visitors))
                .containsExactlyInAnyOrder("default|" + today + "|spring|1|1", "default|" + today + "|null|1|1");
        assertThat(seenBy(777, links)).containsExactly("other||||1|0|1|1.0000|t");
        assertThat(seenBy(-1, links)).isEmpty();
        assertThat(centre.texts("""
                select c.relname || '.' || a.attname
                from pg_class c
                    join pg_attribute a on a.attrelid = c.oid
                where c.relnamespace = 'reporting'::regnamespace
                  and c.relname in ('top_links', 'country_device_hours', 'placements', 'visitors')
                  and a.attnum > 0
                  and col_description(c.oid, a.attnum) is null
                """)).isEmpty();
    }

    @Test
    void aRefreshThatFailsKeepsTheOldDataAndSaysWhy() throws Exception {
        CubeFilling.fill(centre, CubeFilling.clicks(new Random(1), today, 200));
        refreshAll();
        var before = centre.texts("select * from top_links_mv order by link_id");
        CubeFilling.fill(centre, CubeFilling.clicks(new Random(2), today, 200));
        ask(WideView.TOP_LINKS);

        Optional<Outcome> outcome;
        try (var other = centre.dataSource().getConnection();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table clicks_by_link_1d in access exclusive mode");
            outcome = refresher(Duration.ofMillis(300)).refreshNext();
            other.rollback();
        }

        assertThat(outcome)
                .hasValueSatisfying(failed -> assertThat(failed).isInstanceOfSatisfying(Outcome.Failed.class, it -> {
                    assertThat(it.view()).isEqualTo(WideView.TOP_LINKS);
                    assertThat(it.why()).startsWith("SQLSTATE 57014: ");
                }));
        assertThat(centre.texts("select * from top_links_mv order by link_id")).isEqualTo(before);
        assertThat(
                        centre.texts(
                                "select name from mv_states where failure like 'SQLSTATE 57014: %' and failed_at >= refreshed_at"))
                .containsExactly("top_links");
        assertThat(refresher().failing()).containsExactly(WideView.TOP_LINKS);
        assertThat(centre.number("select count(*) from mv_requests")).isZero();

        ask(WideView.TOP_LINKS);
        assertThat(refresher().refreshNext()).get().isInstanceOf(Outcome.Refreshed.class);
        assertThat(centre.texts("select * from top_links_mv order by link_id")).isNotEqualTo(before);
        assertThat(refresher().failing()).isEmpty();
    }

    @Test
    void readersAreNotHeldUpWhileAViewIsRefreshedAndSeeAllOfTheOldOrAllOfTheNew() throws Exception {
        CubeFilling.fill(centre, CubeFilling.clicks(new Random(3), today, 200));
        refreshAll();
        var sum = "select sum(clicks), (select refreshed_at from mv_states where name = 'top_links') from top_links_mv";
        var before = centre.texts(sum);
        CubeFilling.fill(centre, CubeFilling.clicks(new Random(4), today, 200));
        ask(WideView.TOP_LINKS);

        try (var threads = Executors.newSingleThreadExecutor();
                var other = centre.dataSource().getConnection();
                var lock = other.createStatement()) {
            other.setAutoCommit(false);
            // The last thing that a refresh writes: until this is let go it has done its work and holds all of its
            // locks.
            lock.execute("select 1 from mv_states where name = 'top_links' for no key update");
            var refreshed = threads.submit(() -> refresher().refreshNext());
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> centre.number("select count(*) from pg_locks where relation = 'top_links_mv'::regclass"
                                    + " and mode = 'ExclusiveLock' and granted")
                            == 1);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> centre.number(
                                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%mv_states%'")
                            == 1);

            assertThat(centre.texts(sum)).isEqualTo(before);
            assertThat(centre.texts("select count(*) > 0 from reporting.top_links"))
                    .containsExactly("t");
            assertThat(refresher().refreshNext()).isEmpty();
            ask(WideView.TOP_LINKS);
            other.rollback();

            assertThat(refreshed.get()).get().isInstanceOf(Outcome.Refreshed.class);
        }

        assertThat(centre.texts(sum)).isNotEqualTo(before);
        // Who asked while it was refreshed gets another one.
        assertThat(refresher().refreshNext()).get().isInstanceOf(Outcome.Refreshed.class);
        assertThat(refresher().refreshNext()).isEmpty();
    }

    @Test
    void eachViewIsRefreshedInItsTurnAndItsAgeIsKnown() throws Exception {
        var refreshed = new ArrayList<WideView>();
        for (var next = refresher().refreshNext();
                next.isPresent();
                next = refresher().refreshNext()) {
            refreshed.add(next.get().view());
        }

        assertThat(refreshed).containsExactlyInAnyOrder(WideView.values());
        assertThat(refresher().ages())
                .hasSize(WideView.values().length)
                .allSatisfy((_, age) -> assertThat(age).isBetween(Duration.ZERO, Duration.ofMinutes(5)));
    }

    @Test
    void theHoursViewAnswersForMonthsThatDidNotChangeSinceItsRefresh() throws Exception {
        var clicks = CubeFilling.clicks(new Random(5), today, 3_000);
        CubeFilling.fill(centre, clicks);
        var from = month.minusMonths(3);
        var to = month.minusMonths(1);
        assertThat(isCurrent(from, to)).isFalse();

        refreshAll();

        assertThat(isCurrent(from, to)).isTrue();
        assertThat(isCurrent(month.minusMonths(12), month.plusMonths(1))).isTrue();
        assertThat(isCurrent(month.minusMonths(13), to)).isFalse();
        assertThat(isCurrent(from, month.plusMonths(2))).isFalse();
        assertThat(sums("select hour_of_week, country, sum(clicks) from " + ExactHours.RELATION
                        + " where bucket_at >= '" + from + "' and bucket_at < '" + to + "' group by 1, 2"))
                .isEqualTo(
                        sums("select extract(isodow from bucket_at)::int * 24 - 24 + extract(hour from bucket_at)::int,"
                                + " country, sum(clicks) from clicks_by_country_1h where bucket_at >= '" + from
                                + "' and bucket_at < '" + to + "' group by 1, 2"))
                .isNotEmpty();
    }

    @Test
    void theHoursViewDoesNotAnswerWhenAFoldChangedADayOrDeltasWaitOrADayLacks() throws Exception {
        CubeFilling.fill(centre, CubeFilling.clicks(new Random(6), today, 3_000));
        refreshAll();
        var from = month.minusMonths(3);
        var to = month.minusMonths(1);
        var other = month.minusMonths(5);
        var day = from.plusDays(40);

        centre.run(
                "insert into rollup_deltas values ('" + day + "', 1, null, 1, 2, 0, 0, 0, 3, 1, 'eu', 'DE', '', null)");
        assertThat(isCurrent(from, to)).isFalse();
        assertThat(isCurrent(other, from)).isTrue();
        centre.run("truncate rollup_deltas");
        assertThat(isCurrent(from, to)).isTrue();

        centre.run("insert into rollup_days (day) values ('" + day
                + "') on conflict (day) do update set changed_at = now()");
        assertThat(isCurrent(from, to)).isFalse();
        assertThat(isCurrent(other, from)).isTrue();
        refresh(WideView.COUNTRY_DEVICE_HOURS);
        assertThat(isCurrent(from, to)).isTrue();

        centre.run("update rollup_days set state = 'lacking' where day = '" + day + "'");
        assertThat(isCurrent(from, to)).isFalse();
        refresh(WideView.COUNTRY_DEVICE_HOURS);
        assertThat(isCurrent(from, to)).isFalse();
    }

    @Test
    void theHoursViewDoesNotAnswerForAMonthWhoseHoursAreGone() throws Exception {
        CubeFilling.fill(centre, CubeFilling.clicks(new Random(7), today, 3_000));
        centre.run("delete from clicks_by_country_1h where bucket_at < '" + month.minusMonths(6) + "'");

        refreshAll();

        assertThat(isCurrent(month.minusMonths(6), month)).isTrue();
        assertThat(isCurrent(month.minusMonths(7), month)).isFalse();
    }

    private Map<String, String> sums(String sql) {
        var sums = new TreeMap<String, String>();
        for (var row : centre.texts(sql)) {
            sums.put(row.substring(0, row.lastIndexOf('|')), row.substring(row.lastIndexOf('|') + 1));
        }
        return sums;
    }

    private static boolean isCurrent(LocalDate from, LocalDate to) throws SQLException {
        try (var connection = centre.dataSource().getConnection()) {
            return ExactHours.isCurrent(connection, start(from), start(to));
        }
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }

    /** As a login of one workspace would see it; the function that says which is put back by the rollback. */
    private static List<String> seenBy(int workspaceId, String sql) throws SQLException {
        try (var connection = centre.dataSource().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(
                    "create or replace function reporting.visible_workspace() returns integer language sql stable"
                            + " as 'select " + workspaceId + "'");
            var texts = new ArrayList<String>();
            try (var rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    var row = new ArrayList<String>();
                    for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                        row.add(String.valueOf(rows.getString(i)));
                    }
                    texts.add(String.join("|", row));
                }
            }
            connection.rollback();
            return texts;
        }
    }

    private static void ask(WideView view) throws SQLException {
        try (var connection = centre.dataSource().getConnection()) {
            new ViewTable().ask(connection, view);
        }
    }

    private static void refresh(WideView view) throws SQLException {
        ask(view);
        assertThat(refresher().refreshNext()).get().isInstanceOf(Outcome.Refreshed.class);
    }

    private static void refreshAll() throws SQLException {
        for (var view : WideView.values()) {
            refresh(view);
        }
    }

    private static ViewRefresher refresher() {
        return refresher(Duration.ofMinutes(1));
    }

    private static ViewRefresher refresher(Duration timeout) {
        return new ViewRefresher(centre.dataSource(), Duration.ofMinutes(10), Map.of(), timeout);
    }
}
