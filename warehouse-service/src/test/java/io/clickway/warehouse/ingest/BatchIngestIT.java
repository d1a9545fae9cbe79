package io.clickway.warehouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.event.proto.SourceState;
import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestSource;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchIngestIT {

    private static PrivateServers servers;
    private static Centre centre;

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
        centre.run("truncate edge_ledger, clicks, watermarks, quarantine, quarantine_ranges, clicks_15m, clicks_1m");
    }

    @Test
    void storesEveryEventAndKnowsToWhichMomentTheSourceIsComplete() throws Exception {
        var source = new TestSource("eu", new Random(1), Instant.now().minusSeconds(60));
        source.clicks(100).later(1_000).watermark(SourceState.OPEN);

        var ingested = centre.store(source.batches(40));

        assertThat(centre.texts("select cause, detail from quarantine limit 3")).isEmpty();
        assertThat(ingested.clicks()).isEqualTo(100);
        assertThat(centre.number("select count(*) from clicks")).isEqualTo(100);
        assertThat(centre.texts("select received, declared, missing, state, edge, stored_clicks, stored_watermarks, "
                        + "complete_to = time_through from edge_ledger"))
                .containsExactly("{[1,103)}|102|0|open|edge-eu|100|2|t");
        assertThat(centre.number("select sum(clicks) from clicks_15m")).isEqualTo(100);
        assertThat(centre.number("select sum(clicks) from clicks_1m")).isEqualTo(100);
    }

    @Test
    void aBatchThatComesAgainIsDropped() throws Exception {
        var source = new TestSource("eu", new Random(2), Instant.now().minusSeconds(60));
        var batch = source.clicks(10).batch();

        centre.store(List.of(batch, batch));
        var again = centre.store(List.of(batch));

        assertThat(again.clicks()).isZero();
        assertThat(again.duplicates()).isEqualTo(11);
        assertThat(centre.number("select count(*) from clicks")).isEqualTo(10);
        assertThat(centre.number("select duplicates from edge_ledger")).isEqualTo(22);
    }
}
