package io.clickway.warehouse.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.event.proto.SeqRange;
import io.clickway.event.proto.SourceState;
import io.clickway.id.SourceId;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.AuditScript;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.CubeRows;
import io.clickway.warehouse.datapath.RowSql;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LedgerIT {

    private static final String SILENT_FOR_A_WEEK =
            "update edge_ledger set last_watermark_at = now() - interval '8 days', first_seen_at = now() - interval '9 days'";

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
        assertThat(centre.texts(RowSql.SUM_DIFFERENCES)).isEmpty();
    }

    @Test
    void aSourceThatIsOverAndCompleteIsMovedAwayAfterAWeek() throws Exception {
        var over = source(1).clicks(5).later(1_000).watermark(SourceState.CLOSED);
        var open = source(2).clicks(2).watermark(SourceState.OPEN);
        var lacking = source(3).clicks(5).watermark(SourceState.CLOSED);
        centre.store(List.of(over.batch(), open.batch(), lacking.batch(1, 3)));
        var before = books().regions().getFirst();

        assertThat(compaction().run()).isZero();
        centre.run(SILENT_FOR_A_WEEK);
        assertThat(compaction().run()).isEqualTo(1);
        assertThat(compaction().run()).isZero();

        assertThat(centre.texts("select source_no, state, stored_clicks, received from ledger_closed"))
                .hasSize(1)
                .first()
                .asString()
                .endsWith("|closed|5|{[1,8)}");
        var after = books().regions().getFirst();
        assertThat(after.received()).isEqualTo(before.received());
        assertThat(after.storedClicks()).isEqualTo(before.storedClicks());
        assertThat(after.sources()).isEqualTo(3);
        assertThat(after.completeness().completeTo())
                .isEqualTo(before.completeness().completeTo());
        assertThat(books().source(over.id())).hasValueSatisfying(facts -> {
            assertThat(facts.state()).isEqualTo("closed");
            assertThat(facts.received()).isEqualTo(7);
        });
    }

    @Test
    void aDuplicateOfAMovedSourceIsRecognisedAndTheSourceMovesAgainLater() throws Exception {
        var over = source(4).clicks(5).watermark(SourceState.CLOSED);
        centre.store(List.of(over.batch()));
        centre.run(SILENT_FOR_A_WEEK);
        compaction().run();
        var movedTo = centre.texts("select source_no from ledger_closed");

        var ingested = centre.store(List.of(over.batch(1, 3)));

        assertThat(ingested.duplicates()).isEqualTo(3);
        assertThat(ingested.clicks() + ingested.watermarks() + ingested.conflicts())
                .isZero();
        assertThat(centre.texts("select source_no from edge_ledger")).isEqualTo(movedTo);
        assertThat(centre.number("select count(*) from ledger_closed")).isZero();
        assertThat(centre.number("select sources from ledger_closed_sums")).isZero();
        assertThat(compaction().run()).isEqualTo(1);
    }

    @Test
    void aRegionWhoseSourcesAreAllMovedAwayStaysComplete() throws Exception {
        centre.store(List.of(
                source(5).clicks(1).later(2_000).watermark(SourceState.CLOSED).batch()));
        centre.run(SILENT_FOR_A_WEEK);
        compaction().run();

        var completeness = books().completeness().getFirst();

        assertThat(completeness.region()).isEqualTo("eu");
        assertThat(completeness.completeTo()).contains(start.plusSeconds(2));
        assertThat(completeness.oldestUnforwardedSeconds()).isZero();
        assertThat(completeness.clockSkewSeconds()).isEmpty();
    }

    @Test
    void whatLiesInQuarantineKeepsItsSourceInTheLedger() throws Exception {
        var over = source(6).clicks(3).watermark(SourceState.CLOSED);
        centre.store(List.of(over.batch(1, 2), over.batch(3, 3).flipped(5, 1), over.batch(4, 5)));
        centre.run(SILENT_FOR_A_WEEK);
        assertThat(compaction().run()).isZero();

        centre.store(List.of(over.batch(3, 3)));

        assertThat(compaction().run()).isEqualTo(1);
        assertThat(centre.number("select count(*) from quarantine_ranges")).isZero();
    }

    @Test
    void movingAwayAndDeliveringAgainAtTheSameTimeLosesAndDoublesNothing() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var batches = new ArrayList<TestBatch>();
        for (int i = 0; i < 30; i++) {
            batches.addAll(new TestSource("eu", random, start)
                    .clicks(20)
                    .watermark(SourceState.CLOSED)
                    .batches(8));
        }
        centre.store(batches);
        var eager = new Compaction(centre.dataSource(), Duration.ZERO);
        var work = new ArrayList<Callable<Void>>();
        for (int instance = 0; instance < 3; instance++) {
            var own = new ArrayList<>(batches);
            Collections.shuffle(own, random);
            var other = new Centre(servers);
            work.add(() -> {
                for (int from = 0; from < own.size(); from += 4) {
                    storeSometime(other, own.subList(from, Math.min(own.size(), from + 4)));
                }
                return null;
            });
        }
        for (int instance = 0; instance < 2; instance++) {
            work.add(() -> {
                for (int run = 0; run < 60; run++) {
                    eager.run();
                }
                return null;
            });
        }
        try (var threads = Executors.newFixedThreadPool(work.size())) {
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }
        eager.run();

        assertThat(centre.number("select count(*) from clicks")).isEqualTo(600);
        assertThat(centre.number("select count(*) from ledger_closed")).isEqualTo(30);
        assertThat(centre.number("select sum(duplicates) from ledger_all")).isEqualTo(3L * 30 * 22);
        assertThat(centre.number("select deadlocks from pg_stat_database where datname = current_database()"))
                .isZero();
    }

    @Test
    void aLostSourceIsWrittenOffAndItsRegionIsCompleteAgain() throws Exception {
        var lost = source(7).clicks(8).later(1_000);
        lost.watermark(
                SourceState.OPEN,
                mark -> mark.addSpooled(SeqRange.newBuilder().setFirst(9).setCount(1)));
        var open = source(8).later(9_000).watermark(SourceState.OPEN);
        centre.store(List.of(lost.batch(1, 4), lost.batch(10, 10), open.batch()));
        assertThat(write(lost)).isInstanceOf(WriteOff.Outcome.StillSpeaks.class);
        centre.run("update edge_ledger set last_watermark_at = now() - interval '2 minutes' where missing > 0");
        var troubled = books().completeness().getFirst().troubledSources();
        assertThat(troubled).hasSize(1);
        assertThat(troubled.getFirst().trouble()).isEqualTo("silent");
        assertThat(troubled.getFirst().edge()).isEqualTo("edge-eu");
        assertThat(troubled.getFirst().missingRanges()).containsExactly(new io.clickway.seq.SeqRange(5, 8));

        var done = (WriteOff.Outcome.Done) write(lost);

        assertThat(done.ranges()).hasToString("{[5,10)}");
        assertThat(done.inFlight()).isEqualTo(1);
        assertThat(centre.texts("select state, received, absent, written_off, missing, in_flight from edge_ledger "
                        + "where absent <> '{}'"))
                .containsExactly("ended|{[1,5),[10,11)}|{[5,10)}|{[5,10)}|0|0");
        assertThat(centre.texts("select who, action, region, count, ranges, reason from ledger_audit"))
                .containsExactly("operator|write-off|eu|5|{[5,10)}|the machine burnt down");
        assertThat(new LedgerTrail(centre.dataSource()).newest(10, 0).getFirst().source())
                .contains(lost.id().toString());
        assertThat(books().completeness().getFirst().completeTo()).contains(start.plusSeconds(9));
        assertThat(write(lost)).isInstanceOf(WriteOff.Outcome.NothingMissing.class);
        assertThat(writeOff().writeOff(new SourceId(99), "operator", "x"))
                .isInstanceOf(WriteOff.Outcome.UnknownSource.class);
        assertThat(centre.number("select count(*) from edge_ledger")).isEqualTo(2);
    }

    @Test
    void whatComesAfterItWasWrittenOffIsRefusedAndCounted() throws Exception {
        var lost = source(9).clicks(8).watermark(SourceState.OPEN);
        centre.store(List.of(lost.batch(1, 4), lost.batch(10, 10)));
        centre.run("update edge_ledger set last_watermark_at = now() - interval '2 minutes'");
        write(lost);

        var ingested = centre.store(List.of(lost.clicks(2).batch()));

        assertThat(ingested.late()).isEqualTo(5);
        assertThat(ingested.duplicates()).isEqualTo(5);
        assertThat(ingested.clicks()).isEqualTo(2);
        assertThat(centre.texts("select late_after_write_off, received, absent from edge_ledger"))
                .containsExactly("5|{[1,5),[10,13)}|{[5,10)}");
    }

    @Test
    void theAgeOfWhatIsNotForwardedGrowsWhileNothingComes() throws Exception {
        centre.store(List.of(
                source(10).clicks(3).later(59_000).watermark(SourceState.OPEN).batch()));
        assertThat(books().completeness().getFirst().oldestUnforwardedSeconds()).isBetween(0.0, 30.0);

        centre.run("update edge_ledger set complete_to = complete_to - interval '10 minutes'");

        assertThat(books().completeness().getFirst().oldestUnforwardedSeconds()).isBetween(600.0, 660.0);
        assertThat(books().sources(Optional.of("eu"), 5).getFirst().oldestUnforwardedSeconds())
                .isBetween(600.0, 660.0);
        assertThat(books().sources(Optional.of("us"), 5)).isEmpty();
    }

    @Test
    void aClockAheadIsCertainAndAClockBehindIsBounded() throws Exception {
        var ahead = new TestSource("eu", new Random(11), Instant.now().plusSeconds(100));
        centre.store(List.of(ahead.watermark(SourceState.OPEN).batch()));
        assertThat(books().completeness().getFirst().clockSkewSeconds())
                .hasValueSatisfying(seconds -> assertThat(seconds).isBetween(60.0, 100.0));
        assertThat(books().completeness().getFirst().clockBehindAtMostSeconds()).contains(0.0);

        centre.forget();
        var behind = new TestSource("eu", new Random(12), Instant.now().minusSeconds(100));
        centre.store(List.of(behind.watermark(SourceState.OPEN).batch()));
        assertThat(books().completeness().getFirst().clockSkewSeconds()).contains(0.0);
        assertThat(books().completeness().getFirst().clockBehindAtMostSeconds())
                .hasValueSatisfying(seconds -> assertThat(seconds).isBetween(100.0, 140.0));

        centre.run("insert into config_versions (version, published_at, links, shards, shard_bytes, manifest) "
                + "values (1, now() - interval '40 seconds', 0, 0, 0, '')");
        assertThat(books().completeness().getFirst().clockSkewSeconds())
                .hasValueSatisfying(seconds -> assertThat(seconds).isBetween(-95.0, -55.0));
        centre.run("delete from config_versions");
    }

    private WriteOff.Outcome write(TestSource source) throws SQLException {
        return writeOff().writeOff(source.id(), "operator", "the machine burnt down");
    }

    /** As a reader does: a transaction that failed is done again. */
    private static void storeSometime(Centre centre, List<TestBatch> batches) throws SQLException {
        for (int tries = 1; ; tries++) {
            try {
                centre.store(batches);
                return;
            } catch (SQLException failed) {
                if (!"40001".equals(failed.getSQLState()) || tries == 50) {
                    throw failed;
                }
            }
        }
    }

    private static Compaction compaction() {
        return new Compaction(centre.dataSource(), Duration.ofDays(7));
    }

    private static LedgerBooks books() {
        return new LedgerBooks(centre.dataSource());
    }

    private static WriteOff writeOff() {
        return new WriteOff(centre.dataSource());
    }

    private TestSource source(long seed) {
        return new TestSource("eu", new Random(seed), start);
    }
}
