package io.clickway.warehouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.batch.SourceRange;
import io.clickway.id.SourceId;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.Crafted;
import io.clickway.warehouse.datapath.CubeRows;
import io.clickway.warehouse.datapath.RowSql;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.ledger.LedgerAudit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All crafted messages between good ones, in one transaction and one by one, twice: kept once, with cause and numbers. */
class BadInputIT {

    private static PrivateServers servers;
    private static Centre centre;

    private final Instant now = Instant.now();

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
        centre.run("truncate edge_ledger, clicks, watermarks, quarantine, quarantine_ranges");
        CubeRows.forget(centre);
    }

    @AfterEach
    void theBooksBalance() throws Exception {
        assertThat(new LedgerAudit(centre.dataSource()).differences()).isEmpty();
        assertThat(CubeRows.differences(centre)).isEmpty();
        assertThat(centre.texts(RowSql.DOUBLED)).isEmpty();
    }

    @Test
    void craftedMessagesAreKeptWithTheirNumbersAndTheirNeighboursAreStored() throws Exception {
        var crafted = Crafted.all(now, 5_000);
        var neighbour = new TestSource("eu", new Random(2), now.minusSeconds(60)).clicks(2 * crafted.size());
        var all = new ArrayList<TestBatch>();
        for (int i = 0; i < crafted.size(); i++) {
            all.add(crafted.get(i).message());
            all.add(neighbour.batch(2 * i + 1, 2 * i + 2));
        }

        for (int from = 0; from < all.size(); from += 64) {
            centre.store(all.subList(from, Math.min(all.size(), from + 64)));
        }
        expect(crafted, neighbour);
        for (var batch : all) {
            centre.store(List.of(batch));
        }
        expect(crafted, neighbour);
    }

    private void expect(List<Crafted> crafted, TestSource neighbour) {
        assertThat(centre.texts("select received from edge_ledger where source_id = "
                        + neighbour.id().bits()))
                .containsExactly("{[1," + (2 * crafted.size() + 1) + ")}");
        for (var one : crafted) {
            long source = one.source().bits();
            assertThat(centre.number("select coalesce(sum(stored_clicks + stored_watermarks), 0) from edge_ledger "
                            + "where source_id = " + source))
                    .as("stored of '%s'", one)
                    .isEqualTo(one.good());
            if (one.first() > 0) {
                assertThat(centre.texts("select q.cause, r.seqs, q.state from quarantine q join quarantine_ranges r "
                                + "using (quarantine_id) join edge_ledger l using (source_no) where l.source_id = "
                                + source))
                        .as("kept of '%s'", one)
                        .containsExactly(one.cause().code() + "|{[" + one.first() + "," + (one.first() + one.count())
                                + ")}|kept");
            }
        }
        long nameless = crafted.stream()
                .filter(one -> one.first() == 0 && one.good() == 0)
                .count();
        assertThat(centre.number("select count(*) from quarantine q where cause = 'bad-header' and not exists "
                        + "(select from quarantine_ranges r where r.quarantine_id = q.quarantine_id)"))
                .isEqualTo(nameless);
        assertThat(centre.number("select max(length(detail)) from quarantine")).isLessThanOrEqualTo(501);
    }

    @Test
    void twoEventsUnderOneNumberAreOneRowWhetherTheyComeTogetherOrNot() throws Exception {
        var source = new TestSource("eu", new SourceId(77), now.minusSeconds(60)).clicks(3);
        var other = new TestSource("eu", new SourceId(77), now.minusSeconds(30)).clicks(3);
        var same = TestBatch.of(
                "eu",
                List.of(new SourceRange(source.id(), 2, 1), new SourceRange(source.id(), 2, 1)),
                List.of(source.events().get(1), source.events().get(1)),
                now);
        var different = TestBatch.of(
                "eu",
                List.of(new SourceRange(source.id(), 3, 1), new SourceRange(source.id(), 3, 1)),
                List.of(source.events().get(2), other.events().get(2)),
                now);

        assertThat(centre.store(List.of(same)).duplicates()).isEqualTo(1);
        centre.store(List.of(different));
        centre.store(List.of(source.batch(), same));
        centre.store(List.of(other.batch(2, 2), different));

        assertThat(centre.texts("select seq, click_id from clicks order by seq"))
                .containsExactly(
                        "2|" + source.idOf(2).uuid(),
                        "3|" + source.idOf(3).uuid(),
                        "4|" + source.idOf(4).uuid());
        assertThat(centre.texts("select cause, first_seq from quarantine order by first_seq"))
                .containsExactly("seq-taken|2", "seq-taken|3");
    }
}
