package io.clickway.warehouse.benchmark;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Analysts who read every click there is, one query after the other, until closed. */
final class FullScans implements AutoCloseable {

    private static final String SCAN =
            "select country, count(*), count(distinct visitor), max(length(sub1)) from reporting.clicks group by country";
    private static final int TOO_MANY = 429;
    private static final int NOT_THERE = 404;

    private final RunningSystem system;
    private final boolean isByApi;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicBoolean isMissing = new AtomicBoolean();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();

    /** @param scans how many at a time; negative: by the API */
    FullScans(RunningSystem system, int scans) {
        this.system = system;
        this.isByApi = scans < 0;
        for (int i = 0; i < Math.abs(scans); i++) {
            threads.add(Thread.ofPlatform().daemon().name("full-scan-" + i).start(this::scan));
        }
    }

    private void scan() {
        while (!isOver.get()) {
            try {
                if (isByApi) {
                    byApi();
                } else {
                    byLogin();
                }
            } catch (InterruptedException over) {
                return;
            } catch (Exception failed) {
                if (!isOver.get()) {
                    ended.incrementAndGet();
                }
            }
        }
    }

    private void byLogin() throws SQLException {
        try (var connection = system.reporting().getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(SCAN)) {
            while (rows.next()) {
                rows.getLong(2);
            }
            done.incrementAndGet();
        }
    }

    private void byApi() throws Exception {
        int status = system.api().post("/api/sql", "{\"sql\":\"" + SCAN + "\"}");
        if (status == 200) {
            done.incrementAndGet();
        } else if (status == NOT_THERE) {
            isMissing.set(true);
            isOver.set(true);
        } else if (status == TOO_MANY) {
            refused.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(100);
        } else {
            ended.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(1_000);
        }
    }

    /** Otherwise the figure would be of nothing. */
    void mustHaveRun() throws SQLException {
        if (isMissing.get()) {
            throw new IllegalStateException("POST /api/sql is not there");
        }
        if (!threads.isEmpty() && done.get() == 0 && ended.get() == 0) {
            long running = running();
            if (running < (isByApi ? 1 : threads.size())) {
                throw new IllegalStateException("only " + running + " full scans were running");
            }
        }
    }

    /** Only a superuser sees others' statements. */
    private long running() throws SQLException {
        try (var connection = system.admin().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("""
                        select count(*)
                        from pg_stat_activity
                        where state = 'active'
                            and backend_type = 'client backend'
                            and pid <> pg_backend_pid()
                            and query like '%reporting.clicks%'
                        """)) {
            row.next();
            return row.getLong(1);
        }
    }

    String told() {
        return threads.isEmpty()
                ? ""
                : " (%d done, %d ended by a limit, %d refused)".formatted(done.get(), ended.get(), refused.get());
    }

    @Override
    public void close() throws InterruptedException {
        isOver.set(true);
        for (var thread : threads) {
            thread.interrupt();
        }
        for (var thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        }
    }
}
