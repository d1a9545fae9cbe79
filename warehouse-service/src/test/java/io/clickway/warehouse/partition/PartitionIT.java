package io.clickway.warehouse.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clickway.event.proto.SourceState;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.ingest.Failpoint;
import io.clickway.warehouse.ingest.Ingested;
import io.clickway.warehouse.store.StoredTable;
import io.clickway.warehouse.unpack.UnpackedBatch;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What becomes of days that are over, in a real Postgres, beside ingestion and reports. Long, because retention, freezing and
 * moving share one Postgres and the same races.
 */
class PartitionIT {

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static PrivateServers servers;
    private static Centre centre;

    /** Nobody else's: each test has a day of its own. */
    private static int age = 399;

    private final Instant old =
            LocalDate.now(ZoneOffset.UTC).minusDays(age--).atTime(12, 0).toInstant(ZoneOffset.UTC);
    private final LocalDate day = LocalDate.ofInstant(old, ZoneOffset.UTC);

    @BeforeAll
    static void startPostgres() {
        servers = PrivateServers.start("127.76", "eu", "postgres");
        centre = new Centre(servers).migrated();
    }

    @AfterAll
    static void stopPostgres() {
        servers.close();
    }

    @BeforeEach
    void forget() throws SQLException {
        centre.forget();
        // Days that other tests left behind.
        retention(OnExpiry.DROP).expire();
    }

    @Test
    void aDayThatIsOverLeavesWholeAndItsCountsStay() throws Exception {
        var young = new TestSource("eu", new Random(1), Instant.now().minusSeconds(60)).clicks(5);
        centre.store(List.of(source(2).clicks(10).batch(), young.batch()));
        var counted = counted();

        var expired = retention(OnExpiry.DROP).expire();

        assertThat(expired.closed()).isEqualTo(StoredTable.values().length);
        assertThat(expired.dropped()).isEqualTo(StoredTable.values().length);
        assertThat(centre.number("select count(*) from clicks")).isEqualTo(5);
        assertThat(tables("clicks_p%")).doesNotContain("public|" + partition(), "detached|" + partition());
        assertThat(counted()).isEqualTo(counted);
        assertThat(centre.number("select sum(stored_clicks) from edge_ledger")).isEqualTo(15);
        assertThat(states()).containsOnly("closed|t|t|f");
        assertThat(retention(OnExpiry.DROP).expire()).isEqualTo(DayRetention.Expired.NOTHING);
    }

    @Test
    void whatComesForADayThatLeftGoesToQuarantineAndWhatWasStoredIsADuplicate() throws Exception {
        var source = source(3).clicks(4);
        centre.store(List.of(source.batch(1, 3)));
        retention(OnExpiry.DROP).expire();
        var counted = counted();

        var ingested = centre.store(List.of(source.batch()));

        assertThat(ingested.duplicates()).isEqualTo(3);
        assertThat(ingested.clicks()).isZero();
        assertThat(centre.texts("select cause, first_seq from quarantine order by 2"))
                .containsExactly("day-closed|4", "day-closed|5");
        assertThat(counted()).isEqualTo(counted);
    }

    /** Four sources at the same times: pages of each hold any of these; an id lies in one. */
    @Test
    void aClickIsFoundByItsIdInFewPagesWhateverTimesLieThere() throws Exception {
        for (int i = 0; i < 4; i++) {
            centre.store(List.of(source(20 + i).clicks(19_000).batch()));
        }
        centre.run(
                "do $$ begin perform brin_summarize_new_values(indexrelid) from pg_index join pg_class on oid = indexrelid"
                        + " where indrelid = '" + partition()
                        + "'::regclass and relam = (select oid from pg_am where amname = 'brin'); end $$");
        centre.run("vacuum analyze " + partition());
        var wanted = centre.texts("select click_id, occurred_at from " + partition() + " offset 40000 limit 1")
                .getFirst()
                .split("\\|");

        var plan = String.join(
                "\n",
                centre.texts("explain (analyze) select * from clicks where click_id = '%s' and occurred_at = '%s'"
                        .formatted(wanted[0], wanted[1])));

        assertThat(plan).contains(partition() + "_click_id_idx").doesNotContain("Seq Scan");
        var read = Pattern.compile("Heap Blocks: lossy=(\\d+)").matcher(plan);
        assertThat(read.find()).as(plan).isTrue();
        assertThat(Integer.parseInt(read.group(1))).isLessThanOrEqualTo(64);
    }

    @Test
    void keptDaysStandApartAndNobodyReadsThem() throws Exception {
        centre.store(List.of(source(4).clicks(10).batch()));

        retention(OnExpiry.KEEP).expire();
        retention(OnExpiry.DROP).expire();

        assertThat(centre.number("select count(*) from detached." + partition()))
                .isEqualTo(10);
        assertThat(centre.number("select count(*) from reporting.clicks")).isZero();
        assertThat(tables("client_addresses_p%"))
                .doesNotContain("detached|client_addresses" + partition().substring(6));
        assertThat(new PartitionList(centre.dataSource())
                        .newest(java.util.Optional.of("clicks"), 1000, 0).stream()
                                .filter(each -> each.day().equals(day)))
                .singleElement()
                .satisfies(kept -> assertThat(kept.state()).isEqualTo("kept"))
                .satisfies(kept -> assertThat(kept.bytes()).isPositive());
    }

    @Test
    void ingestionThatBelievedTheDayOpenCantStoreIntoItOnceItIsClosed() throws Exception {
        var source = source(5).clicks(3);
        centre.store(List.of(source.batch(1, 2)));
        var counted = counted();

        var ingested = storeAndMeanwhile(
                Failpoint.BEFORE_COPY,
                source.batch(3, 4),
                () -> retention(OnExpiry.KEEP).expire());

        assertThat(ingested.clicks()).isZero();
        assertThat(centre.texts("select cause, first_seq from quarantine order by 2"))
                .containsExactly("day-closed|3", "day-closed|4");
        assertThat(counted()).isEqualTo(counted);
        assertThat(centre.number("select count(*) from detached." + partition()))
                .isEqualTo(1);
    }

    @Test
    void aDayIsNotClosedWhileATransactionThatStoredIntoItIsUnderWay() throws Exception {
        var source = source(6).clicks(3);
        centre.store(List.of(source.batch(1, 2)));

        var ingested = storeAndMeanwhile(
                Failpoint.AFTER_COPY,
                source.batch(),
                () -> assertThatThrownBy(() -> retention(OnExpiry.KEEP).expire())
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                failed -> assertThat(failed.getSQLState()).isEqualTo(LOCK_NOT_AVAILABLE)));

        assertThat(ingested.clicks()).isEqualTo(2);
        retention(OnExpiry.KEEP).expire();
        assertThat(centre.number("select count(*) from detached." + partition()))
                .isEqualTo(3);
        assertThat(counted()).isEqualTo(3);
    }

    @Test
    void whoeverWinsEachEventIsEitherStoredAndCountedOrInQuarantine() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 8; round++) {
            centre.forget();
            var noon = Instant.now().minus(Duration.ofDays(300 + round));
            var partition = StoredTable.CLICKS.partition(LocalDate.ofInstant(noon, ZoneOffset.UTC));
            var sources = new ArrayList<TestSource>();
            for (int i = 0; i < 3; i++) {
                sources.add(new TestSource("eu", random, noon.plusMillis(i)).clicks(200));
            }
            for (var source : sources) {
                centre.store(List.of(source.batch(1, 1)));
            }
            race(sources, random.nextInt(40));

            long events = sources.stream().mapToInt(TestSource::last).sum();
            assertThat(
                            centre.number(
                                    "select coalesce(sum(quarantined + stored_clicks + stored_watermarks), 0) from edge_ledger"))
                    .isEqualTo(events);
            long kept = centre.number("select count(*) from detached." + partition);
            assertThat(counted()).isEqualTo(kept);
            assertThat(centre.number("select sum(stored_clicks) from edge_ledger"))
                    .isEqualTo(kept);
            assertThat(centre.number("select count(*) from quarantine where cause = 'day-closed'"))
                    .isEqualTo(centre.number("select sum(quarantined) from edge_ledger"));
        }
    }

    @Test
    void aLongReportDelaysDetachingAndNothingElse() throws Exception {
        centre.store(List.of(source(8).clicks(10).batch()));
        try (var report = centre.dataSource().getConnection();
                var statement = report.createStatement()) {
            report.setAutoCommit(false);
            statement.execute(
                    "select count(*) from watermarks where occurred_at > '" + LocalDate.now(ZoneOffset.UTC) + "'");
            assertThatThrownBy(() -> retention(OnExpiry.DROP).expire()).isInstanceOf(SQLException.class);
            assertThat(centre.texts("select inhdetachpending from pg_inherits where inhrelid = to_regclass('detached."
                            + StoredTable.WATERMARKS.partition(day) + "')"))
                    .containsExactly("t");
            assertThat(centre.number("select count(*) from watermarks where occurred_at < now() - interval '200 days'"))
                    .isZero();

            // Other days take rows, and new days are made.
            var later = new TestSource("eu", new Random(9), old.plus(Duration.ofDays(250))).clicks(3);
            assertThat(centre.store(List.of(later.batch())).clicks()).isEqualTo(3);
            assertThatThrownBy(() -> retention(OnExpiry.DROP).expire()).isInstanceOf(SQLException.class);
            report.rollback();
        }

        retention(OnExpiry.DROP).expire();

        assertThat(states()).containsOnly("closed|t|t|f");
        assertThat(tables(StoredTable.WATERMARKS.partition(day))).isEmpty();
    }

    @Test
    void aRunThatDiedAfterAnyStepIsGoneOnWith() throws Exception {
        centre.store(List.of(source(10).clicks(10).batch()));
        centre.run("alter table " + partition() + " set schema detached;"
                + "update partition_state set state = 'closed', closed_at = now() where table_name = 'clicks' and day = '"
                + day + "'");
        assertThat(centre.store(List.of(source(11).clicks(1).batch())).clicks()).isZero();
        retention(OnExpiry.DROP).expire();
        assertThat(states()).containsOnly("closed|t|t|f");

        centre.run("update partition_state set detached_at = null, dropped_at = null where day = '" + day + "'");
        retention(OnExpiry.DROP).expire();
        assertThat(states()).containsOnly("closed|t|t|f");
    }

    @Test
    void watermarksMayLeaveEarlierAndClicksOfTheDayAreStoredOn() throws Exception {
        var source = source(12).clicks(1);
        centre.store(List.of(source.batch()));

        new DayRetention(
                        centre.dataSource(),
                        new Keeping(
                                Duration.ofDays(400),
                                Duration.ofDays(30),
                                Duration.ofDays(400),
                                Duration.ofDays(800),
                                OnExpiry.DROP,
                                Clock.systemUTC()))
                .expire();
        centre.partitions().refresh();
        source.clicks(2).watermark(SourceState.OPEN);
        var ingested = centre.store(List.of(source.batch(3, source.last())));

        assertThat(ingested.clicks()).isEqualTo(2);
        assertThat(centre.texts("select cause, first_seq from quarantine order by 2"))
                .containsExactly("day-closed|5");
    }

    @Test
    void daysThatAreOverAreFrozenOnceAndAgainWhenLateEventsCame() throws Exception {
        var source = source(13).clicks(50);
        centre.store(List.of(source.batch(1, 40)));
        freezeAll();

        assertThat(centre.number("select age(relfrozenxid) from pg_class where relname = '" + partition() + "'"))
                .isLessThan(1_000);
        assertThat(centre.number("select relallvisible - relpages from pg_class where relname = '" + partition() + "'"))
                .isZero();
        assertThat(centre.texts(
                        "select distinct frozen_at is not null from partition_state where day >= current_date - 1"))
                .containsExactly("f");
        assertThat(freezing().freezeNext()).isEmpty();

        centre.store(List.of(source.batch(41, source.last())));
        assertThat(freezing().freezeNext()).isEmpty();
        centre.run("update partition_state set frozen_at = frozen_at - interval '25 hours'");
        centre.run("select pg_stat_force_next_flush()");
        freezeAll();
        assertThat(centre.number("select count(*) from partition_state where day = '" + day
                        + "' and table_name = 'clicks' and frozen_at > now() - interval '1 hour'"))
                .isEqualTo(1);
    }

    @Test
    void oldDaysMoveToTheSlowTablespaceWithTheirIndexesInQuietHoursOnly() throws Exception {
        asAdmin(
                "set allow_in_place_tablespaces = on; create tablespace slow location ''; grant create on tablespace slow to"
                        + " warehouse");
        centre.store(List.of(source(14).clicks(10).batch()));
        freezeAll();
        var now = Clock.systemUTC();
        int hour = now.instant().atOffset(ZoneOffset.UTC).getHour();
        var busy = new SlowStorage.Rule("slow", Duration.ofDays(90), (hour + 2) % 24, (hour + 3) % 24, now);
        var quiet = new SlowStorage.Rule("slow", Duration.ofDays(90), hour, (hour + 2) % 24, now);

        assertThat(new SlowStorage(centre.dataSource(), busy).moveNext()).isEmpty();
        var storage = new SlowStorage(centre.dataSource(), quiet);
        assertThat(storage.obstacle()).isEmpty();
        while (storage.moveNext().isPresent()) {
            assertThat(centre.number("select count(*) from clicks")).isEqualTo(10);
        }

        assertThat(centre.texts(
                        "select distinct spcname from pg_class c join pg_tablespace t on t.oid = c.reltablespace"
                                + " where relname like '" + partition() + "%'"))
                .containsExactly("slow");
        assertThat(centre.number("select count(*) from pg_class c join pg_tablespace t on t.oid = c.reltablespace"
                        + " where spcname = 'slow' and relname like '" + partition() + "%'"))
                .isEqualTo(3);
        assertThat(centre.number(
                        "select count(*) from partition_state where moved_at is not null and day > current_date - 89"))
                .isZero();
        assertThat(new SlowStorage(centre.dataSource(), new SlowStorage.Rule("none", Duration.ofDays(90), 0, 0, now))
                        .obstacle())
                .hasValueSatisfying(told -> assertThat(told).contains("none"));
    }

    @Test
    void anotherInstanceThatIsAtItIsLeftToIt() throws Exception {
        centre.store(List.of(source(15).clicks(1).batch()));
        try (var other = CareSession.open(centre.dataSource()).orElseThrow()) {
            assertThat(retention(OnExpiry.DROP).expire()).isEqualTo(DayRetention.Expired.NOTHING);
            assertThat(freezing().freezeNext()).isEmpty();
            assertThat(other.isTold("select true")).isTrue();
        }
        assertThat(retention(OnExpiry.DROP).expire().dropped()).isEqualTo(StoredTable.values().length);
    }

    @Test
    void monthsOfFineCellsLeaveAndAreWrittenDownSoThatNoFoldAddsToThem() throws Exception {
        var month = YearMonth.from(day).minusMonths(6);
        centre.run("""
                create table if not exists rollup_months (
                    span text not null,
                    month date not null,
                    state text not null default 'kept',
                    cubes integer not null,
                    primary key (span, month))
                """);
        for (var span : List.of("15m", "1h")) {
            centre.run("insert into rollup_months (span, month, cubes) values ('" + span + "', '" + month.atDay(1)
                    + "', 2)");
            for (var cube : List.of("clicks_total_", "clicks_by_link_")) {
                var name = cube + span + "_p" + month.toString().replace("-", "");
                centre.run(
                        "create table " + name + " partition of " + cube + span + " for values from ('" + month.atDay(1)
                                + "T00:00Z') to ('" + month.plusMonths(1).atDay(1) + "T00:00Z')");
            }
        }

        assertThat(months(OnExpiry.DROP).expire()).isEqualTo(2);
        assertThat(centre.texts(
                        "select span, state from rollup_months where month = '" + month.atDay(1) + "' order by 1"))
                .containsExactly("15m|dropped", "1h|kept");
        assertThat(tables("%_p" + month.toString().replace("-", "")))
                .containsExactly(
                        "public|clicks_by_link_1h_p" + month.toString().replace("-", ""),
                        "public|clicks_total_1h_p" + month.toString().replace("-", ""));
        assertThat(months(OnExpiry.DROP).expire()).isZero();
    }

    private void race(List<TestSource> sources, int head) throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var work = new ArrayList<Callable<Object>>();
            for (var source : sources) {
                // Each is an instance of its own with its own belief in which days are open.
                work.add(() -> storeAll(new Centre(servers), source));
            }
            work.add(() -> {
                for (int i = 0; i < head; i++) {
                    centre.number("select 1");
                }
                return expireUntilDone();
            });
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }
    }

    private static Object storeAll(Centre instance, TestSource source) throws SQLException {
        for (var batch : source.batches(7)) {
            while (true) {
                try {
                    instance.store(List.of(batch));
                    break;
                } catch (SQLException failed) {
                    // As a reader does: what failed is stored anew.
                    assertThat(failed.getSQLState()).isIn(LOCK_NOT_AVAILABLE, "42P01", "40P01");
                }
            }
        }
        return source;
    }

    private Object expireUntilDone() {
        while (true) {
            try {
                return retention(OnExpiry.KEEP).expire();
            } catch (SQLException failed) {
                assertThat(failed.getSQLState()).isIn(LOCK_NOT_AVAILABLE, "40P01");
            }
        }
    }

    private static Ingested storeAndMeanwhile(Failpoint at, TestBatch batch, Step meanwhile) throws SQLException {
        var isFirst = new AtomicBoolean(true);
        Consumer<Failpoint> failpoints = reached -> {
            if (reached == at && isFirst.getAndSet(false)) {
                meanwhile.run();
            }
        };
        UnpackedBatch unpacked = Centre.unpacker().unpack(batch.message());
        return centre.ingest(failpoints).store(List.of(unpacked));
    }

    private interface Step {

        void take() throws Exception;

        default void run() {
            try {
                take();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    private static void freezeAll() throws SQLException {
        int days = 0;
        while (freezing().freezeNext().isPresent()) {
            assertThat(days++).isLessThan(200);
        }
    }

    private static Freezing freezing() {
        return new Freezing(centre.dataSource(), Centre.planner());
    }

    private static DayRetention retention(OnExpiry onExpiry) {
        return new DayRetention(centre.dataSource(), keeping(onExpiry));
    }

    private static MonthRetention months(OnExpiry onExpiry) {
        return new MonthRetention(centre.dataSource(), keeping(onExpiry));
    }

    private static Keeping keeping(OnExpiry onExpiry) {
        return new Keeping(
                Duration.ofDays(200),
                Duration.ofDays(200),
                Duration.ofDays(400),
                Duration.ofDays(800),
                onExpiry,
                Clock.systemUTC());
    }

    private TestSource source(int seed) {
        return new TestSource("eu", new Random(seed), old);
    }

    private String partition() {
        return StoredTable.CLICKS.partition(day);
    }

    /** closed, detached, dropped, kept of the test's day. */
    private List<String> states() {
        return centre.texts(
                "select state, detached_at is not null, dropped_at is not null, is_kept from partition_state"
                        + " where day = '" + day + "'");
    }

    private static List<String> tables(String like) {
        return centre.texts(
                "select schemaname, tablename from pg_tables where tablename like '" + like + "' order by 1, 2");
    }

    private static long counted() {
        return centre.number("select coalesce(sum(clicks), 0) from rollup_deltas where cube = 1");
    }

    private static void asAdmin(String sql) throws SQLException {
        try (Connection admin = DriverManager.getConnection(
                        servers.get("postgres.url"),
                        servers.get("postgres.admin.username"),
                        servers.get("postgres.admin.password"));
                var statement = admin.createStatement()) {
            for (var each : sql.split(";")) {
                statement.execute(each);
            }
        }
    }
}
