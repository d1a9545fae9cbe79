package io.clickway.warehouse.datapath;

import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.dictionary.Dictionaries;
import io.clickway.warehouse.dictionary.DictionarySettings;
import io.clickway.warehouse.fault.FaultLog;
import io.clickway.warehouse.fault.PostgresFaultTable;
import io.clickway.warehouse.ingest.BatchIngest;
import io.clickway.warehouse.ingest.Failpoint;
import io.clickway.warehouse.ingest.Ingested;
import io.clickway.warehouse.ingest.PostgresTransactions;
import io.clickway.warehouse.partition.PartitionPlanner;
import io.clickway.warehouse.partition.PostgresPartitions;
import io.clickway.warehouse.postgres.StuckCopies;
import io.clickway.warehouse.unpack.BatchUnpacker;
import io.clickway.warehouse.unpack.EventReading;
import io.clickway.warehouse.unpack.EventTimes;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** The centre's Postgres with the schema of this build, and the rooms of the data path on it, without Quarkus. */
public final class Centre {

    private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
    private final PostgresPartitions partitions;
    private final Dictionaries dictionaries;

    public Centre(PrivateServers servers) {
        this(servers.get("postgres.url"), servers.get("postgres.username"), servers.get("postgres.password"));
    }

    public Centre(String url, String username, String password) {
        dataSource.setUrl(url);
        dataSource.setUser(username);
        dataSource.setPassword(password);
        dataSource.setReWriteBatchedInserts(true);
        dataSource.setApplicationName(StuckCopies.APPLICATION_NAME);
        dataSource.setOptions(setting("options"));
        dataSource.setSocketTimeout(Integer.parseInt(setting("socketTimeout")));
        partitions = new PostgresPartitions(dataSource);
        dictionaries =
                new Dictionaries(dataSource, new DictionarySettings.Fixed(131_072, 524_288, 20_000), Clock.systemUTC());
    }

    /** As the process itself is set up. */
    private static String setting(String property) {
        try (var file = Centre.class.getResourceAsStream("/application.properties")) {
            var settings = new Properties();
            settings.load(file);
            return settings.getProperty("quarkus.datasource.ingest.jdbc.additional-jdbc-properties." + property);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public Centre migrated() {
        Flyway.configure().dataSource(dataSource).load().migrate();
        return this;
    }

    /** Empties every table of the data path but the partitions. */
    public void forget() {
        run(
                "truncate edge_ledger, ledger_closed, ledger_closed_sums, ledger_audit, clicks, watermarks, client_addresses, quarantine,"
                        + " quarantine_ranges");
        CubeRows.forget(this);
    }

    public PGSimpleDataSource dataSource() {
        return dataSource;
    }

    public PostgresPartitions partitions() {
        return partitions;
    }

    public static PartitionPlanner planner() {
        return new PartitionPlanner(7, Clock.systemUTC());
    }

    public static BatchUnpacker unpacker() {
        return new BatchUnpacker(
                new EventReading(new EventTimes(Duration.ofDays(400), Duration.ofMinutes(5), 7, Clock.systemUTC())));
    }

    public BatchIngest ingest() {
        return ingest(_ -> {});
    }

    /** @param failpoints told of each step of a transaction */
    public BatchIngest ingest(Consumer<Failpoint> failpoints) {
        return new BatchIngest(new PostgresTransactions(dataSource, partitions, dictionaries, failpoints), failpoints);
    }

    public FaultLog faults() {
        return new FaultLog(new PostgresFaultTable(dataSource), Clock.systemUTC());
    }

    /** All of them in one transaction. */
    public Ingested store(List<TestBatch> batches) throws SQLException {
        return ingest().store(batches.stream()
                .map(batch -> unpacker().unpack(batch.message()))
                .toList());
    }

    public long number(String sql) {
        return Long.parseLong(texts(sql).getFirst());
    }

    /** Rows as texts, columns joined by '|'. */
    public List<String> texts(String sql) {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var texts = new ArrayList<String>();
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= columns; i++) {
                    row.add(String.valueOf(rows.getString(i)));
                }
                texts.add(String.join("|", row));
            }
            return texts;
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    public void run(String sql) {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }
}
