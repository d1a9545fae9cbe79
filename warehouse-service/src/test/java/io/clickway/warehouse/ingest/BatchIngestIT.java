package io.clickway.warehouse.ingest;

import static io.clickway.testkit.ClickBuilder.aClick;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.clickway.batch.SourceRange;
import io.clickway.event.proto.Device;
import io.clickway.event.proto.Method;
import io.clickway.event.proto.Outcome;
import io.clickway.event.proto.SeqRange;
import io.clickway.event.proto.SourceState;
import io.clickway.event.proto.Verdict;
import io.clickway.testkit.ClickBuilder;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.CubeRows;
import io.clickway.warehouse.datapath.RowSql;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.fault.FaultLog;
import io.clickway.warehouse.ledger.LedgerAudit;
import io.clickway.warehouse.ledger.LedgerBooks;
import io.clickway.warehouse.partition.AddressRetention;
import io.clickway.warehouse.partition.PartitionCare;
import io.clickway.warehouse.postgres.DurabilityGuard;
import io.clickway.warehouse.quarantine.QuarantineCause;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
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

/**
 * Storing of batches in a real Postgres. After each test the ledger, the rows, the rollups and the quarantine agree.
 * Long, because every case shares that check and one Postgres.
 */
class BatchIngestIT {

    private static PrivateServers servers;
    private static Centre centre;

    private final Instant start = Instant.now().minusSeconds(60);

    @BeforeAll
    static void startPostgres() {
        servers = PrivateServers.start("127.66", "eu", "postgres");
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
        assertThat(centre.texts(RowSql.MINUTE_DIFFERENCES)).isEmpty();
        assertThat(centre.texts(RowSql.DOUBLED)).isEmpty();
        assertThat(centre.texts("select source_no from edge_ledger l where quarantined <> (select "
                        + "coalesce(sum(upper(r) - lower(r)), 0) from quarantine_ranges q, unnest(q.seqs) r "
                        + "where q.source_no = l.source_no)"))
                .isEmpty();
    }

    @Test
    void storesEveryEventAndKnowsToWhichMomentTheSourceIsComplete() throws Exception {
        var source = source(1).clicks(100).later(1_000).watermark(SourceState.OPEN);

        var ingested = centre.store(source.batches(40));

        assertThat(ingested.clicks()).isEqualTo(100);
        assertThat(centre.texts("select received, declared, missing, state, edge, stored_clicks, stored_watermarks, "
                        + "complete_to = time_through from edge_ledger"))
                .containsExactly("{[1,103)}|102|0|open|edge-eu|100|2|t");
        assertThat(centre.number("select sum(clicks) from rollup_deltas where cube = 1"))
                .isEqualTo(100);
    }

    @Test
    void everyFieldOfAClickArrivesAsItWasSent() throws Exception {
        var click = aClick().from("AT").onLink(7, 8).judged(Verdict.SUSPECT);
        click.fields()
                .setWorkspaceId(3)
                .setConfigVersion(11)
                .setMethod(Method.POST)
                .setHost("go.example.test")
                .setTarget("/ä?x=\"1\"")
                .setUserAgent("Mozilla \uD83D\uDE00 \t x")
                .setReferrer("https://r.example/")
                .setLanguage("de-at")
                .setNetwork(ByteString.copyFrom(new byte[] {(byte) 192, 0, 2, 0}))
                .setVisitor(-5)
                .setDevice(Device.TABLET)
                .setOs("iOS")
                .setBrowser("Safari")
                .addReasons("ua-crawler")
                .addReasons("data-centre")
                .setJudgeVersion(4)
                .addSubs("one")
                .addSubs("")
                .addSubs("three")
                .setCostMicros(-1_234_567_890_123_456L)
                .setCurrency("EUR")
                .setFlags(9);
        click.fields().addParametersBuilder().setName("gclid").setValue("a\"b\\c\u0001é");
        click.fields().addParametersBuilder().setName("z").setValue("");
        var source = source(2).click(click).click(aClick());

        centre.store(List.of(source.batch()));

        assertThat(centre.texts(
                        "select seq, visitor, click_id, workspace_id, link_id, campaign_id, config_version, flags,"
                                + " judge_version, device, method, verdict, country, network, os, browser, language, host, target,"
                                + " referrer, user_agent, destination, reasons, cost, currency, sub1, sub2, sub3, sub4,"
                                + " parameters ->> 'gclid', parameters ->> 'z' from clicks_whole where seq = 2"))
                .containsExactly("2|-5|" + source.idOf(2).uuid()
                        + "|3|7|8|11|9|4|3|3|3|AT|192.0.2.0/24|iOS|Safari|de-at|go.example.test|/ä?x=\"1\"|"
                        + "https://r.example/|Mozilla \uD83D\uDE00 \t x|https://example.com/|{ua-crawler,data-centre}|"
                        + "-1234567890.123456|EUR|one|null|three|null|a\"b\\c\u0001é|");
        assertThat(centre.texts("select network, cost, currency, parameters, reasons, sub1, "
                        + "extract(epoch from occurred_at) * 1000 = "
                        + source.idOf(3).epochMillis()
                        + " from clicks_whole where seq = 3"))
                .containsExactly("null|null|null|null|{}|null|t");
    }

    @Test
    void everyFieldOfAWatermarkArrivesAsItWasSent() throws Exception {
        var source = source(3).clicks(20);
        source.watermark(
                SourceState.DRAINING,
                mark -> mark.addSpooled(SeqRange.newBuilder().setFirst(3).setCount(2))
                        .addSpooled(SeqRange.newBuilder().setFirst(9).setCount(1))
                        .addUnrecorded(SeqRange.newBuilder().setFirst(7).setCount(1))
                        .setConfigVersion(5)
                        .addEndedSources(42));

        centre.store(List.of(source.batch(1, 2), source.batch(22, 22)));

        assertThat(centre.texts(
                        "select seq_through, config_version, state, spooled, unrecorded, ended_sources, event_id "
                                + "from watermarks where seq = 22"))
                .containsExactly("22|5|draining|{[3,5),[9,10)}|{[7,8)}|{42}|"
                        + source.idOf(22).uuid());
        assertThat(centre.texts(
                        "select state, spooled, unrecorded, missing, in_flight, config_version from edge_ledger "
                                + "where source_id <> 42"))
                .containsExactly("draining|{[3,5),[9,10)}|{[7,8)}|16|3|5");
        assertThat(centre.texts("select state, declared from edge_ledger where source_id = 42"))
                .containsExactly("ended|0");
    }

    @Test
    void everyBatchThriceAndShuffledByFourInstancesIsStoredOnce() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        var batches = new ArrayList<TestBatch>();
        int clicks = 0;
        for (int i = 0; i < 4; i++) {
            var source = new TestSource("eu", random, start);
            for (int part = 0; part < 5; part++) {
                source.clicks(100).later(random.nextLong(1_000)).watermark(SourceState.OPEN);
            }
            clicks += 500;
            batches.addAll(source.batches(random.nextInt(5, 60)));
        }
        var deliveries = new ArrayList<TestBatch>();
        for (int times = 0; times < 3; times++) {
            deliveries.addAll(batches);
        }
        Collections.shuffle(deliveries, random);
        var instances = new ArrayList<Callable<Void>>();
        for (int instance = 0; instance < 4; instance++) {
            var own = deliveries.subList(deliveries.size() * instance / 4, deliveries.size() * (instance + 1) / 4);
            var otherCentre = new Centre(servers);
            instances.add(() -> {
                for (int from = 0; from < own.size(); from += 16) {
                    otherCentre.store(own.subList(from, Math.min(own.size(), from + 16)));
                }
                return null;
            });
        }
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var done : threads.invokeAll(instances)) {
                done.get();
            }
        }

        assertThat(centre.number("select count(*) from clicks")).isEqualTo(clicks);
        assertThat(centre.number("select count(distinct click_id) from clicks")).isEqualTo(clicks);
        assertThat(centre.number("select sum(missing) from edge_ledger")).isZero();
        assertThat(centre.number("select count(*) from edge_ledger where complete_to is distinct from time_through"))
                .isZero();
        assertThat(centre.number("select count(*) from quarantine")).isZero();
        assertThat(centre.number("select deadlocks from pg_stat_database where datname = current_database()"))
                .isZero();
    }

    @Test
    void badEventsGoToQuarantineAndTheirNeighboursAreStored() throws Exception {
        var nul = aClick();
        nul.fields().setTarget("/a\0b");
        var source = source(4).clicks(2).click(nul).event(_ -> {}).clicks(2);
        source.watermark(SourceState.OPEN);

        var ingested = centre.store(List.of(source.batch()));

        assertThat(ingested.clicks()).isEqualTo(4);
        assertThat(ingested.quarantined())
                .containsEntry(QuarantineCause.NUL_IN_TEXT, 1L)
                .containsEntry(QuarantineCause.UNKNOWN_KIND, 1L);
        assertThat(centre.texts("select cause, first_seq, n from quarantine order by first_seq"))
                .containsExactly("nul-in-text|4|1", "unknown-kind|5|1");
        assertThat(centre.texts("select received, quarantined, missing, complete_to = time_through from edge_ledger"))
                .containsExactly("{[1,9)}|2|0|t");
    }

    /** By a column that no dictionary holds. */
    private static ClickBuilder refused() {
        var click = aClick();
        click.fields().setVisitor(666);
        return click;
    }

    @Test
    void aRowThatPostgresRefusesIsFoundAndItsNeighboursAreStored() throws Exception {
        centre.run("alter table clicks add constraint for_this_test check (visitor <> 666)");
        try {
            var source = source(5).clicks(30).click(refused()).clicks(30);
            var other = source(6).clicks(30);

            var ingested = centre.store(List.of(source.batch(), other.batch()));

            assertThat(ingested.clicks()).isEqualTo(90);
            assertThat(centre.texts("select cause, first_seq from quarantine")).containsExactly("refused-by-store|32");
            assertThat(centre.store(List.of(source.batch())).duplicates()).isEqualTo(61);
        } finally {
            centre.run("alter table clicks drop constraint for_this_test");
        }
        var healed = centre.store(List.of(new TestSource("eu", new Random(5), start)
                .clicks(30)
                .click(refused())
                .batch(32, 32)));
        assertThat(healed.healed()).isEqualTo(1);
    }

    @Test
    void anUnreadableBatchIsKeptWithItsRangesAndHealedByAGoodCopy() throws Exception {
        var source = source(7).clicks(20).watermark(SourceState.OPEN);
        var spoilt = source.batch(5, 14).flipped(9, 3);

        centre.store(List.of(source.batch(1, 4), spoilt, source.batch(15, 22)));
        centre.store(List.of(spoilt));

        assertThat(centre.texts("select cause, n, deliveries, state from quarantine"))
                .containsExactly("checksum|10|2|kept");
        assertThat(centre.texts("select received, quarantined from edge_ledger"))
                .containsExactly("{[1,23)}|10");

        var ingested = centre.store(List.of(source.batch()));

        assertThat(ingested.healed()).isEqualTo(10);
        assertThat(ingested.duplicates()).isEqualTo(12);
        assertThat(centre.number("select count(*) from clicks")).isEqualTo(20);
        assertThat(centre.texts("select state from quarantine")).containsExactly("healed");
        assertThat(centre.texts("select quarantined from edge_ledger")).containsExactly("0");
    }

    @Test
    void aMessageWithoutReadableRangesIsKept() throws Exception {
        var damaged = new TestBatch("eu", "damaged", Map.of("detail", "x\0y"), new byte[] {1, 0, 2});

        centre.store(List.of(damaged, damaged.type("")));

        assertThat(centre.texts("select cause, n, encode(bytes, 'hex'), deliveries from quarantine order by cause"))
                .containsExactly("damaged|0|010002|2");
    }

    @Test
    void anotherEventUnderAStoredNumberIsKeptAside() throws Exception {
        var source = source(8).clicks(3);
        centre.store(List.of(source.batch()));
        var impostor = TestBatch.of(
                "eu",
                List.of(new SourceRange(source.id(), 2, 1)),
                List.of(new TestSource("eu", source.id(), start.plusSeconds(5))
                        .clicks(1)
                        .events()
                        .get(1)),
                Instant.now());

        centre.store(List.of(impostor));
        centre.store(List.of(impostor, source.batch()));

        assertThat(centre.texts("select cause, deliveries from quarantine")).containsExactly("seq-taken|2");
        assertThat(centre.number("select count(*) from clicks")).isEqualTo(3);
    }

    @Test
    void whatTheBooksHoldButLiesNowhereIsStoredAndAlarms() throws Exception {
        var source = source(9).clicks(10);
        centre.store(List.of(source.batch()));
        centre.run("delete from rollup_deltas where text1 = (select sub1 from clicks_whole where seq = 4)");
        centre.run("update rollup_deltas set clicks = clicks - 1 where clicks > 1");
        centre.run("delete from clicks where seq = 4");

        var ingested = centre.store(List.of(source.batch(), source.batch()));

        assertThat(ingested.conflicts()).isEqualTo(1);
        assertThat(centre.number("select count(*) from clicks")).isEqualTo(10);
    }

    @Test
    void anOlderDayGetsItsPartitionOnDemandAndAClosedDayTakesNothing() throws Exception {
        var old = start.minus(Duration.ofDays(300));
        var day = LocalDate.ofInstant(old, ZoneOffset.UTC);
        var source = new TestSource("eu", new Random(10), old).clicks(2);

        centre.store(List.of(source.batch(1, 2)));
        assertThat(centre.number("select count(*) from partition_state where day = '" + day + "'"))
                .isEqualTo(3);

        centre.run("update partition_state set state = 'closed', closed_at = now() where day = '" + day + "'");
        centre.partitions().refresh();
        centre.store(List.of(source.batch()));

        assertThat(centre.texts("select cause, first_seq from quarantine")).containsExactly("day-closed|3");
        centre.run("update partition_state set state = 'open', closed_at = null where day = '" + day + "'");
        centre.partitions().refresh();
    }

    @Test
    void aPartitionThatVanishedIsMadeAgain() throws Exception {
        var source = source(11).clicks(2);
        centre.store(List.of(source.batch(1, 1)));
        var day = LocalDate.ofInstant(start, ZoneOffset.UTC);
        centre.run("delete from partition_state where day = '" + day + "'");
        for (var table : List.of("clicks", "watermarks", "client_addresses")) {
            var partition = table + "_p" + day.toString().replace("-", "");
            centre.run("drop table " + partition);
        }
        centre.run("truncate edge_ledger, quarantine_ranges cascade");
        CubeRows.forget(centre);

        assertThat(centre.store(List.of(source.batch())).clicks()).isEqualTo(2);
    }

    @Test
    void whatAnEdgeSaysOfPlaceAndDecisionArrivesAsItWasSentAndWhatNoneSaysIsNull() throws Exception {
        var click = aClick();
        click.fields()
                .setContinent("EU")
                .setSubdivision("BY")
                .setCity("München")
                .setAsn((int) 4_294_967_295L)
                .setOsVersion("17.5")
                .setBrowserVersion("120")
                .setTrafficSourceId(4)
                .setSignals(3);
        var decision = click.fields().getDecisionBuilder();
        decision.setOutcome(Outcome.RULE)
                .setLinkRevision(0)
                .setRuleId(21)
                .setDestinationId(31)
                .setOfferId(41)
                .setLanderId(51)
                .setDraw(0);
        decision.addPassedBuilder().setRuleId(19).setCondition(0);
        decision.addPassedBuilder().setRuleId(20).setCondition(2);
        var source = source(41).click(click).click(aClick());

        centre.store(List.of(source.batch()));

        var columns =
                "continent, subdivision, city, asn, os_version, browser_version, traffic_source_id, signals, outcome,"
                        + " link_revision, rule_id, destination_id, offer_id, lander_id, draw, passed";
        assertThat(centre.texts("select " + columns + " from clicks_whole order by seq"))
                .containsExactly(
                        "EU|BY|München|4294967295|17.5|120|4|3|1|0|21|31|41|51|0|{19,0,20,2}",
                        "|||null|||null|0|null|null|null|null|null|null|null|null");
    }

    @Test
    void aSealedAddressLiesBesideItsClickOnceAsLongAsItsWorkspaceKeepsIt() throws Exception {
        centre.run("insert into workspaces (workspace_id, slug, name, address_days)"
                + " values (901, 'never', 'Never', 0), (902, 'week', 'Week', 7) on conflict do nothing");
        var young = source(42)
                .click(addressed(1))
                .click(addressed(901))
                .click(addressed(902))
                .click(addressed(903));
        young.click(aClick());
        var old = new TestSource("eu", new Random(43), start.minus(Duration.ofDays(8)))
                .click(addressed(1))
                .click(addressed(902));

        centre.store(List.of(young.batch(), young.batch(), old.batch()));
        centre.store(List.of(young.batch(), old.batch()));

        assertThat(
                        centre.texts(
                                "select a.workspace_id, a.seq, a.occurred_at = c.occurred_at, encode(a.sealed, 'hex')"
                                        + " from client_addresses a join clicks c using (source_no, seq) order by a.occurred_at, a.seq"))
                .containsExactly("1|2|t|0102", "1|2|t|0102", "902|4|t|0102");
        assertThat(centre.number("select count(*) from clicks")).isEqualTo(7);
    }

    @Test
    void addressesGoWhenTheirDayIsOverForTheWorkspaceAndTheirPartitionWhenItIsForAll() throws Exception {
        centre.run("insert into workspaces (workspace_id, slug, name, address_days)"
                + " values (901, 'never', 'Never', 0), (902, 'week', 'Week', 7) on conflict do nothing");
        var source = source(44).click(addressed(1)).click(addressed(902));
        centre.store(List.of(source.batch()));
        var day = LocalDate.ofInstant(start, ZoneOffset.UTC);
        var partition = "client_addresses_p" + day.toString().replace("-", "");

        assertThat(expireAt(day.plusDays(8).atStartOfDay().minusSeconds(1)).rowsDeleted())
                .isZero();
        assertThat(expireAt(day.plusDays(8).atStartOfDay()).rowsDeleted()).isEqualTo(1);
        assertThat(centre.texts("select workspace_id from client_addresses")).containsExactly("1");
        assertThat(expireAt(day.plusDays(31).atStartOfDay().minusSeconds(1)).rowsDeleted())
                .isZero();
        assertThat(centre.texts("select to_regclass('" + partition + "')")).containsExactly(partition);
        assertThat(expireAt(day.plusDays(31).atStartOfDay()).daysDropped()).isPositive();
        assertThat(centre.texts("select to_regclass('" + partition + "')")).containsExactly("null");

        centre.store(List.of(source(45).click(addressed(1)).batch()));
        assertThat(centre.number("select count(*) from client_addresses")).isEqualTo(1);
    }

    @Test
    void aWorkspaceThatStopsKeepingAddressesLosesThoseItHasInBoundedSteps() throws Exception {
        var source = source(46);
        for (int i = 0; i < 12_000; i++) {
            source.click(addressed(1));
        }
        centre.store(source.batches(4_000));
        centre.run("update workspaces set address_days = 0 where workspace_id = 1");
        try {
            var retention = new AddressRetention(centre.dataSource(), Clock.systemUTC());
            var expired = retention.expire();
            assertThat(expired.rowsDeleted()).isEqualTo(12_000);
            assertThat(expired.isDone()).isTrue();
            assertThat(retention.expire().rowsDeleted()).isZero();
        } finally {
            centre.run("update workspaces set address_days = 30 where workspace_id = 1");
        }
        assertThat(centre.number("select count(*) from clicks")).isEqualTo(12_000);
    }

    private static ClickBuilder addressed(int workspaceId) {
        var click = aClick();
        click.fields().setWorkspaceId(workspaceId).setSealedAddress(ByteString.copyFrom(new byte[] {1, 2}));
        return click;
    }

    private static AddressRetention.Expired expireAt(LocalDateTime time) throws Exception {
        return new AddressRetention(centre.dataSource(), Clock.fixed(time.toInstant(ZoneOffset.UTC), ZoneOffset.UTC))
                .expire();
    }

    @Test
    void makingPartitionsDoesNotWaitForAReportNorStallIngestion() throws Exception {
        centre.store(List.of(source(12).clicks(1).batch()));
        try (var report = centre.dataSource().getConnection();
                var statement = report.createStatement()) {
            report.setAutoCommit(false);
            statement.executeQuery("select count(*) from clicks").close();

            new PartitionCare(centre.dataSource(), centre.partitions(), Centre.planner()).makeAhead();
            centre.store(List.of(new TestSource("eu", new Random(13), start.minus(Duration.ofDays(200)))
                    .clicks(1)
                    .batch()));
            report.rollback();
        }
        new PartitionCare(centre.dataSource(), centre.partitions(), Centre.planner()).summarise();
        assertThat(centre.number("select count(*) from clicks")).isEqualTo(2);
    }

    @Test
    void aDeadSourceEndsAndTheRegionIsCompleteAgain() throws Exception {
        var books = new LedgerBooks(centre.dataSource());
        var dead = source(14).clicks(5).later(500).watermark(SourceState.OPEN);
        centre.store(List.of(dead.batch()));
        centre.run("update edge_ledger set last_watermark_at = now() - interval '61 seconds'");
        assertThat(books.completeness().getFirst().uncertain()).isEqualTo(1);
        assertThat(books.sources(Optional.empty(), 10).getFirst().isSilent()).isTrue();

        var successor = new TestSource("eu", new Random(15), start.plusSeconds(20));
        successor
                .later(1_000)
                .watermark(
                        SourceState.OPEN, mark -> mark.addEndedSources(dead.id().bits()));
        var ingested = centre.store(List.of(successor.batch()));

        assertThat(ingested.ended()).containsExactly(dead.id());
        var completeness = books.completeness().getFirst();
        assertThat(completeness.uncertain()).isZero();
        assertThat(completeness.completeTo()).contains(start.plusSeconds(21).truncatedTo(ChronoUnit.MILLIS));
        assertThat(completeness.missing()).isZero();
    }

    @Test
    void aRegionWhoseSourcesAllClosedIsCompleteToTheLastClose() throws Exception {
        var first = source(16).clicks(1).later(1_000).watermark(SourceState.CLOSED);
        var last = source(17).clicks(1).later(3_000).watermark(SourceState.CLOSED);
        centre.store(List.of(first.batch(), last.batch()));

        var completeness = new LedgerBooks(centre.dataSource()).completeness().getFirst();

        assertThat(completeness.completeTo()).contains(start.plusSeconds(3).truncatedTo(ChronoUnit.MILLIS));
    }

    @Test
    void aClosedSourceThatLacksEventsHoldsItsRegionBack() throws Exception {
        var lacking = source(18).clicks(5).later(1_000).watermark(SourceState.CLOSED);
        var open = source(19).later(9_000).watermark(SourceState.OPEN);
        centre.store(List.of(lacking.batch(1, 2), lacking.batch(5, 7), open.batch()));

        var completeness = new LedgerBooks(centre.dataSource()).completeness().getFirst();

        assertThat(completeness.missing()).isEqualTo(2);
        assertThat(completeness.completeTo()).contains(start.truncatedTo(ChronoUnit.MILLIS));
    }

    @Test
    void aSourceThatOnlyADamagedHeaderNamedHoldsNothingBack() throws Exception {
        var open = source(20).later(1_000).watermark(SourceState.OPEN);
        var spoilt = source(21).clicks(1).batch().flipped(4, 4);
        centre.store(List.of(open.batch(), spoilt));

        var completeness = new LedgerBooks(centre.dataSource()).completeness().getFirst();

        assertThat(completeness.completeTo()).contains(start.plusSeconds(1).truncatedTo(ChronoUnit.MILLIS));
    }

    @Test
    void faultsAreKeptToTheNewestThousand() throws Exception {
        FaultLog faults = centre.faults();
        centre.run("insert into faults (region, part, kind, detail) "
                + "select 'eu', 'broker', 'broker-lost', 'x' from generate_series(1, 1200)");

        faults.healed("eu", "broker-lost");
        faults.note("eu", "warehouse", "duplicates-dropped", "some");
        faults.flush();

        assertThat(centre.number("select count(*) from faults")).isEqualTo(1_000);
        assertThat(centre.number("select count(*) from faults where healed_at is null"))
                .isZero();
    }

    @Test
    void postgresThatForgetsIsRefused() throws Exception {
        assertThat(DurabilityGuard.refusal(centre.dataSource())).isEqualTo(Optional.empty());
        var forgetful = new Centre(servers);
        forgetful.dataSource().setOptions("-c synchronous_commit=off");

        assertThat(DurabilityGuard.refusal(forgetful.dataSource()))
                .hasValueSatisfying(line ->
                        assertThat(line).contains("synchronous_commit=off").doesNotContain("\n"));
    }

    private TestSource source(long seed) {
        return new TestSource("eu", new Random(seed), start);
    }
}
