package io.clickway.warehouse.migrate;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/**
 * Stores clicks as version 050 did: the source's ledger row locked, rows of the columns of then into the day's partition,
 * ledger and quarter-hour rollup in the same transaction. Notes when each commit was answered.
 */
final class OldIngestion implements AutoCloseable {

    static final int ROWS = 20;

    private static final String STORE = """
            with book as (
                update edge_ledger
                set received = received + int8multirange(int8range(declared + 1, declared + %1$d, '[]')),
                    declared = declared + %1$d,
                    stored_clicks = stored_clicks + %1$d
                where source_no = 1
                returning declared - %1$d as through),
            stored as (
                insert into %2$s (
                    occurred_at, seq, visitor, click_id, source_no, workspace_id, link_id, campaign_id, config_version,
                    flags, judge_version, device, method, verdict, country, network, os, browser, language, host, target,
                    referrer, user_agent, destination, reasons, sub1, parameters, asn, draw, outcome, signals)
                select
                    clock_timestamp(), through + n, n, gen_random_uuid(), 1, 1, 1, 1, 1,
                    0, 1, 2, 1, 1, 'DE', '192.0.2.0/24', 'Android', 'Chrome', 'de', 'go.example', '/one?x=' || n,
                    '', 'Mozilla/5.0', 'https://example.com/', '{}', 'new', '{"x": "1"}', 3320, 0, 1, 0
                from book, generate_series(1, %1$d) as n
                returning occurred_at, workspace_id, campaign_id, link_id, country, verdict)
            insert into clicks_15m as r (bucket_at, workspace_id, region, campaign_id, link_id, country, verdict, clicks)
            select
                date_bin('15 minutes', occurred_at, timestamptz '2000-01-01 00:00:00+00'), workspace_id, 'eu', campaign_id,
                link_id, country, verdict, count(*)
            from stored
            group by 1, 2, 3, 4, 5, 6, 7
            on conflict (bucket_at, workspace_id, region, campaign_id, link_id, country, verdict) do update
            set clicks = r.clicks + excluded.clicks
            """;

    private final DataSource dataSource;
    private final AtomicBoolean goesOn = new AtomicBoolean(true);
    private final List<Long> commits = new ArrayList<>();
    private final List<SQLException> failures = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().name("old-ingestion").unstarted(this::run);

    private OldIngestion(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    static OldIngestion start(DataSource dataSource) {
        var ingestion = new OldIngestion(dataSource);
        ingestion.thread.start();
        return ingestion;
    }

    private void run() {
        while (goesOn.get()) {
            try (var connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                while (goesOn.get()) {
                    store(connection);
                }
            } catch (SQLException failed) {
                synchronized (this) {
                    failures.add(failed);
                }
            }
        }
    }

    private void store(Connection connection) throws SQLException {
        var today = LocalDate.now(ZoneOffset.UTC);
        try (var store = connection.createStatement()) {
            store.execute("select from edge_ledger where source_no = 1 for update");
            store.executeUpdate(STORE.formatted(ROWS, OldDatabase.partition("clicks", today)));
            connection.commit();
        }
        synchronized (this) {
            commits.add(System.nanoTime());
        }
    }

    synchronized int count() {
        return commits.size();
    }

    /** What went wrong; the version before would have tried it again. */
    synchronized List<SQLException> failures() {
        return List.copyOf(failures);
    }

    /** The longest time between two commits of which one lay after the first moment and one before the second, in ms. */
    synchronized long longestGapMillis(long fromNanos, long toNanos) {
        long longest = 0;
        for (int i = 1; i < commits.size(); i++) {
            if (commits.get(i) >= fromNanos && commits.get(i - 1) <= toNanos) {
                longest = Math.max(longest, commits.get(i) - commits.get(i - 1));
            }
        }
        return longest / 1_000_000;
    }

    @Override
    public void close() throws InterruptedException {
        goesOn.set(false);
        thread.join(60_000);
    }
}
