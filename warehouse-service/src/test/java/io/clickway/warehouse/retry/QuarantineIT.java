package io.clickway.warehouse.retry;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import io.clickway.batch.BatchHeader;
import io.clickway.batch.SourceRange;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.SourceState;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.AuditScript;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.CubeRows;
import io.clickway.warehouse.datapath.RowSql;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.ingest.BatchIngest;
import io.clickway.warehouse.ingest.PostgresTransactions;
import io.clickway.warehouse.ledger.LedgerAudit;
import io.clickway.warehouse.ledger.RecentAudit;
import io.clickway.warehouse.quarantine.Discard;
import io.clickway.warehouse.quarantine.QuarantineDesk.Outcome;
import io.clickway.warehouse.quarantine.QuarantineWatch;
import io.clickway.warehouse.unpack.EventTimes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuarantineIT {

    private static final String BOOKED = "select received, absent, quarantined, duplicates from edge_ledger";

    private static PrivateServers servers;
    private static Centre centre;

    private final Instant start = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.MILLIS);

    @BeforeAll
    static void startPostgres() {
        servers = PrivateServers.start("127.67", "eu", "postgres");
        centre = new Centre(servers).migrated();
    }

    @AfterAll
    static void stopPostgres() {
        servers.close();
    }

    @BeforeEach
    void forget() {
        centre.forget();
    }

    @AfterEach
    void theBooksBalance() throws Exception {
        assertThat(new LedgerAudit(centre.dataSource()).differences()).isEmpty();
        assertThat(CubeRows.differences(centre)).isEmpty();
        assertThat(centre.texts(RowSql.DOUBLED)).isEmpty();
        assertThat(AuditScript.run(centre)).satisfies(result -> {
            assertThat(result.said()).contains("the books balance");
            assertThat(result.exit()).isZero();
        });
        assertThat(centre.texts("select source_no from edge_ledger l where quarantined <> (select "
                        + "coalesce(sum(upper(r) - lower(r)), 0) from quarantine_ranges q, unnest(q.seqs) r "
                        + "where q.source_no = l.source_no)"))
                .isEmpty();
        assertThat(centre.texts("select source_no from edge_ledger l where absent <> (select "
                        + "coalesce(range_agg(r), '{}') from ledger_audit a, unnest(a.ranges) r "
                        + "where a.source_no = l.source_no)"))
                .isEmpty();
    }

    @Test
    void anEventThatIsStillBadStaysAndTheTryIsWrittenDown() throws Exception {
        var source = source(1).clicks(2).event(_ -> {}).clicks(1);
        centre.store(List.of(source.batch()));

        assertThat(retry(only()))
                .isEqualTo(new Outcome.Kept(0, "unknown-kind: an event of a kind that this build does not know"));

        assertThat(centre.texts("select state, retries, last_retry, deliveries from quarantine"))
                .containsExactly("kept|1|unknown-kind: an event of a kind that this build does not know|1");
        assertThat(centre.texts(BOOKED)).containsExactly("{[1,6)}|{}|1|0");
        assertThat(desk(Clock.systemUTC()).read(only()))
                .hasValueSatisfying(reading -> assertThat(reading.events()).hasSize(1));
    }

    @Test
    void eventsWhoseTimeHasComeAreStoredByThemselvesHoweverMany() throws Exception {
        var source = new TestSource("eu", new Random(2), start)
                .clicks(1)
                .later(3_600_000)
                .clicks(250);
        var sent = List.of(new SourceRange(source.id(), 1, 252));
        centre.store(List.of(TestBatch.of("eu", sent, source.events(), start.plusSeconds(1))));
        assertThat(centre.number("select count(*) from quarantine where cause = 'ahead-of-time'"))
                .isEqualTo(250);

        assertThat(desk(Clock.systemUTC()).retryDue()).isZero();
        assertThat(centre.number("select count(*) from quarantine where due_at > now() + interval '50 minutes'"))
                .isEqualTo(250);
        assertThat(centre.number("select max(retries) from quarantine")).isZero();

        centre.run("update quarantine set due_at = now() - interval '1 second'");
        var later = Clock.fixed(start.plusSeconds(3_700), ZoneOffset.UTC);
        // A run goes on for a few seconds at most.
        var desk = desk(later);
        int stored = desk.retryDue();
        for (int more = desk.retryDue(); more > 0; more = desk.retryDue()) {
            stored += more;
        }
        assertThat(stored).isEqualTo(250);

        assertThat(centre.number("select count(*) from clicks")).isEqualTo(251);
        assertThat(centre.texts("select distinct state, settled_by from quarantine"))
                .containsExactly("retried|null");
        assertThat(centre.texts(BOOKED)).containsExactly("{[1,253)}|{}|0|0");
    }

    @Test
    void anEventOlderThanTheRetentionIsStoredWhenItsAgeIsWaived() throws Exception {
        var old = start.minus(Duration.ofDays(500));
        var source = new TestSource("eu", new Random(3), old).clicks(1);
        centre.store(List.of(source.batch()));
        var ids = ids();
        assertThat(ids).hasSize(2);

        assertThat(retry(ids.getFirst())).isInstanceOf(Outcome.Kept.class);
        for (long id : ids) {
            assertThat(desk(Clock.systemUTC()).retry(id, true, Optional.of("operator")))
                    .isEqualTo(new Outcome.Stored(1));
        }

        assertThat(centre.texts("select distinct state, settled_by from quarantine"))
                .containsExactly("retried|operator");
        assertThat(retry(ids.getFirst())).isEqualTo(new Outcome.Settled("retried"));
        assertThat(retry(-1)).isEqualTo(new Outcome.Unknown());
    }

    @Test
    void aRowThatPostgresRefusedIsStoredAfterTheFix() throws Exception {
        centre.run("alter table clicks add constraint for_this_test check (sub1 <> 'refuse me')");
        var source = source(4).clicks(3).click(aClick().sub1("refuse me")).clicks(3);
        try {
            centre.store(List.of(source.batch()));
            assertThat(retry(only())).isEqualTo(new Outcome.Kept(0, "refused again: refused-by-store"));
            assertThat(centre.texts("select state, deliveries from quarantine")).containsExactly("kept|2");
            assertThat(centre.texts(BOOKED)).containsExactly("{[1,9)}|{}|1|0");
        } finally {
            centre.run("alter table clicks drop constraint for_this_test");
        }

        assertThat(retry(only())).isEqualTo(new Outcome.Stored(1));

        assertThat(centre.number("select count(*) from clicks")).isEqualTo(7);
        assertThat(centre.texts(BOOKED)).containsExactly("{[1,9)}|{}|0|0");
    }

    @Test
    void aWholeBatchIsStoredAfterTheFixAndItsBadEventsLieInQuarantineAlone() throws Exception {
        var source = source(5).clicks(4).event(_ -> {}).clicks(4).watermark(SourceState.OPEN);
        centre.store(List.of(source.batch().type("sealed"), source(6).clicks(1).batch()));
        assertThat(centre.texts("select cause, type from quarantine")).containsExactly("unknown-type|sealed");

        // The build that knows the type: for this one it is a batch of events.
        centre.run("update quarantine set type = 'events'");
        assertThat(retry(only())).isEqualTo(new Outcome.Stored(10));

        assertThat(centre.texts("select state, cause, n from quarantine order by quarantine_id"))
                .containsExactly("retried|unknown-type|11", "kept|unknown-kind|1");
        assertThat(centre.number("select count(*) from clicks")).isEqualTo(9);
        assertThat(centre.texts(BOOKED + " order by received desc limit 1")).containsExactly("{[1,12)}|{}|1|0");
        assertThat(centre.texts("select complete_to = time_through from edge_ledger where quarantined = 1"))
                .containsExactly("t");
    }

    @Test
    void aBatchWithBadEventsThatComesAgainWholeLeavesOnlyTheseAside() throws Exception {
        var source = source(7).clicks(2).event(_ -> {}).clicks(2);
        centre.store(List.of(source.batch().flipped(7, 2)));

        centre.store(List.of(source.batch()));

        assertThat(centre.texts("select state, cause, n from quarantine order by quarantine_id"))
                .containsExactly("healed|checksum|6", "kept|unknown-kind|1");
        assertThat(centre.texts("select received, quarantined from edge_ledger"))
                .containsExactly("{[1,7)}|1");
    }

    @Test
    void anEntryThatTheForwarderGaveUpIsStoredIfItCanBeRead() throws Exception {
        var source = source(8).clicks(3);
        var readable = damaged(source, source.events().size());
        var torn = damaged(source, 99);
        centre.store(List.of(torn, readable));
        assertThat(centre.texts("select cause, n from quarantine order by n"))
                .containsExactly("damaged|4", "damaged|99");

        var ids = ids();
        assertThat(retry(ids.get(0)).getClass()).isNotEqualTo(retry(ids.get(1)).getClass());

        assertThat(centre.number("select count(*) from clicks")).isEqualTo(3);
        assertThat(centre.number("select count(*) from quarantine where state = 'retried'"))
                .isEqualTo(1);
    }

    @Test
    void whatIsDiscardedIsAbsentWithAReasonAndNeverComesBack() throws Exception {
        var source = source(9).clicks(4).watermark(SourceState.OPEN);
        centre.store(List.of(source.batch(1, 2), source.batch(3, 4).flipped(3, 3), source.batch(5, 6)));
        assertThat(centre.texts(BOOKED)).containsExactly("{[1,7)}|{}|2|0");

        assertThat(discard(only())).isEqualTo(new Discard.Outcome.Done(2));

        assertThat(centre.texts(BOOKED)).containsExactly("{[1,3),[5,7)}|{[3,5)}|0|0");
        assertThat(centre.texts("select missing, complete_to = time_through from edge_ledger"))
                .containsExactly("0|t");
        assertThat(centre.texts(
                        "select who, action, count, ranges, reason, quarantine_id is not null from ledger_audit"))
                .containsExactly("operator|discard|2|{[3,5)}|made by a test|t");
        assertThat(centre.texts("select state, settled_by, reason from quarantine"))
                .containsExactly("discarded|operator|made by a test");
        assertThat(discard(only())).isEqualTo(new Discard.Outcome.Settled("discarded"));
        assertThat(retry(only())).isEqualTo(new Outcome.Settled("discarded"));
        assertThat(discard(-1)).isEqualTo(new Discard.Outcome.Unknown());

        centre.store(List.of(source.batch(), source.batch(3, 4).flipped(3, 3)));

        assertThat(centre.number("select count(*) from clicks")).isEqualTo(2);
        assertThat(centre.texts("select state from quarantine where cause = 'checksum'"))
                .containsOnly("discarded", "kept");
    }

    @Test
    void whatNobodyCanReadIsDiscardedWithoutASource() throws Exception {
        centre.store(List.of(new TestBatch("eu", "damaged", Map.of("detail", "x"), new byte[] {1, 0, 2})));

        assertThat(retry(only())).isInstanceOf(Outcome.Kept.class);
        assertThat(discard(only())).isEqualTo(new Discard.Outcome.Done(0));

        assertThat(centre.texts("select source_no, count, region from ledger_audit"))
                .containsExactly("null|0|eu");
    }

    @Test
    void retriesDiscardsAndDeliveriesAtOnceLeaveTheBooksBalanced() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var good = new ArrayList<TestBatch>();
        var spoilt = new ArrayList<TestBatch>();
        for (int i = 0; i < 6; i++) {
            var source = new TestSource("eu", random, start).clicks(60).watermark(SourceState.OPEN);
            for (var batch : source.batches(7)) {
                good.add(batch);
                if (random.nextBoolean()) {
                    spoilt.add(batch.flipped(random.nextInt(8, 40), random.nextInt(8)));
                }
            }
        }
        centre.store(spoilt);
        var ids = ids();
        var work = new ArrayList<Callable<Void>>();
        for (int instance = 0; instance < 2; instance++) {
            var own = new ArrayList<>(good);
            own.addAll(spoilt);
            Collections.shuffle(own, random);
            var other = new Centre(servers);
            work.add(() -> {
                for (int from = 0; from < own.size(); from += 5) {
                    other.store(own.subList(from, Math.min(own.size(), from + 5)));
                }
                return null;
            });
            var tried = new ArrayList<>(ids);
            Collections.shuffle(tried, random);
            work.add(() -> {
                for (long id : tried) {
                    retry(id);
                }
                return null;
            });
            work.add(() -> {
                for (long id : tried.subList(0, tried.size() / 3)) {
                    discard(id);
                }
                return null;
            });
        }
        try (var threads = Executors.newFixedThreadPool(work.size())) {
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }

        assertThat(centre.number("select deadlocks from pg_stat_database where datname = current_database()"))
                .isZero();
        assertThat(centre.number("select count(*) from clicks")
                        + centre.number("select count(*) from watermarks")
                        + centre.number("select coalesce(sum(count), 0) from ledger_audit"))
                .isEqualTo(6 * 62);
        assertThat(centre.number("select count(*) from quarantine q where state = 'kept' and exists (select from "
                        + "quarantine_ranges r where r.quarantine_id = q.quarantine_id) and not exists (select from "
                        + "quarantine_ranges r where r.quarantine_id = q.quarantine_id and seqs <> '{}')"))
                .isZero();
    }

    @Test
    void theAuditOfTheLastMinutesFindsWhatIsLostDoubledOrUnbooked() throws Exception {
        var from = Instant.now().minusSeconds(120).truncatedTo(ChronoUnit.MILLIS);
        var source = new TestSource("eu", new Random(20), from)
                .clicks(20)
                .later(10_000)
                .watermark(SourceState.OPEN)
                .clicks(20)
                .event(_ -> {})
                .later(10_000)
                .watermark(SourceState.OPEN);
        centre.store(List.of(source.batch()));
        var audit = new RecentAudit(centre.dataSource(), Duration.ofMinutes(5));
        assertThat(audit.differences(Instant.now())).contains(List.of());

        centre.run("create table spare as select * from clicks where seq in (5, 30)");
        centre.run("delete from clicks where seq = 5");
        centre.run("insert into clicks select * from spare where seq = 30");
        assertThat(audit.differences(Instant.now()))
                .hasValueSatisfying(found ->
                        assertThat(found.getFirst().what()).isEqualTo("booked but nowhere {[5,6)}, 1 rows too many"));
        assertThat(AuditScript.run(centre)).satisfies(result -> {
            assertThat(result.said()).contains("{[5,6)}", "the books do not balance");
            assertThat(result.exit()).isEqualTo(3);
        });
        centre.run("delete from clicks where ctid in (select max(ctid) from clicks where seq = 30)");
        centre.run("insert into clicks select * from spare where seq = 5");
        centre.run("drop table spare");

        centre.run("update edge_ledger set received = received - '{[7,9)}', stored_clicks = stored_clicks - 2");
        assertThat(audit.differences(Instant.now()))
                .hasValueSatisfying(
                        found -> assertThat(found.getFirst().what()).isEqualTo("stored but not booked {[7,9)}"));
        centre.run("update edge_ledger set received = received + '{[7,9)}'");
        assertThat(audit.differences(Instant.now()))
                .hasValueSatisfying(found ->
                        assertThat(found.getFirst().what()).startsWith("received 44, but stored and in quarantine 42"));
        centre.run("update edge_ledger set stored_clicks = stored_clicks + 2");
        assertThat(audit.differences(Instant.now())).contains(List.of());
    }

    @Test
    void theQuarantineIsTooFullPastEitherBound() throws Exception {
        centre.store(List.of(source(21).event(_ -> {}).event(_ -> {}).batch()));

        assertThat(new QuarantineWatch(centre.dataSource(), 2, 1_000_000).fill().isTooFull())
                .isFalse();
        assertThat(new QuarantineWatch(centre.dataSource(), 1, 1_000_000).fill().isTooFull())
                .isTrue();
        assertThat(new QuarantineWatch(centre.dataSource(), 9, 10).fill().isTooFull())
                .isTrue();
    }

    private static RetryDesk desk(Clock clock) {
        return new RetryDesk(
                centre.dataSource(),
                new BatchIngest(PostgresTransactions.forRetries(centre.dataSource(), centre.partitions()), _ -> {}),
                new EventTimes(Duration.ofDays(400), Duration.ofMinutes(5), 7, clock));
    }

    private static Outcome retry(long id) throws SQLException {
        return desk(Clock.systemUTC()).retry(id, false, Optional.of("operator"));
    }

    private static Discard.Outcome discard(long id) throws SQLException {
        return new Discard(centre.dataSource()).discard(id, "operator", "made by a test");
    }

    private static List<Long> ids() {
        return centre.texts("select quarantine_id from quarantine order by quarantine_id").stream()
                .map(Long::valueOf)
                .toList();
    }

    private static long only() {
        assertThat(ids()).hasSize(1);
        return ids().getFirst();
    }

    /** As the forwarder writes an entry that it can't read. */
    private static TestBatch damaged(TestSource source, int claimed) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(EventFrame.VERSION);
        var out = CodedOutputStream.newInstance(bytes);
        var fields = List.of("source", source.id().toString(), "first_seq", "1", "n", Integer.toString(claimed), "d");
        for (var field : fields) {
            out.writeByteArrayNoTag(field.getBytes(StandardCharsets.ISO_8859_1));
        }
        out.writeByteArrayNoTag(EventFrame.encode(source.events()));
        out.flush();
        var body = bytes.toByteArray();
        var headers = new HashMap<String, Object>();
        headers.put("format", (long) BatchHeader.FORMAT);
        headers.put("region", "eu");
        headers.put("ranges", new SourceRange(source.id(), 1, claimed).toString());
        headers.put("count", (long) claimed);
        headers.put("sent_at", Instant.now().toEpochMilli());
        return new TestBatch("eu", "damaged", headers, body);
    }

    private TestSource source(long seed) {
        return new TestSource("eu", new Random(seed), start);
    }
}
