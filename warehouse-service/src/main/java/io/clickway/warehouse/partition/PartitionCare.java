package io.clickway.warehouse.partition;

import io.clickway.warehouse.store.StoredTable;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;

/**
 * Periodic work on partitions: make the days ahead, and keep the BRIN of today's and yesterday's partitions up to date, because a range that
 * isn't summarised is read whole by every look-up.
 */
public final class PartitionCare {

    /** One instance does it; the number is Clickway's own choice. */
    private static final String ONE_SUFFICES = "select pg_try_advisory_xact_lock(%d)".formatted(0x636c69636b776162L);

    /** Waits for no lock longer than a second; what isn't summarised now is summarised next time. */
    private static final String SUMMARISE = """
            select brin_summarize_new_values(i.indexrelid)
            from pg_index i
                join pg_class c on c.oid = i.indexrelid
                join pg_am a on a.oid = c.relam
            where a.amname = 'brin'
              and i.indrelid = to_regclass(?)
            """;

    private final DataSource dataSource;
    private final PostgresPartitions partitions;
    private final PartitionPlanner planner;

    public PartitionCare(DataSource dataSource, PostgresPartitions partitions, PartitionPlanner planner) {
        this.dataSource = dataSource;
        this.partitions = partitions;
        this.planner = planner;
    }

    public void makeAhead() throws SQLException {
        partitions.refresh();
        partitions.ensure(planner.due());
    }

    public void summarise() throws SQLException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement();
                    var summarise = connection.prepareStatement(SUMMARISE)) {
                statement.execute("set local lock_timeout = '1s'");
                if (isMine(statement)) {
                    for (var table : StoredTable.values()) {
                        // Yesterday's last pages are filled after its end.
                        for (var day : List.of(planner.today().minusDays(1), planner.today())) {
                            summarise.setString(1, table.partition(day));
                            summarise.executeQuery().close();
                        }
                    }
                }
                connection.commit();
            } catch (SQLException failed) {
                connection.rollback();
                throw failed;
            }
        }
    }

    private static boolean isMine(Statement statement) throws SQLException {
        try (var row = statement.executeQuery(ONE_SUFFICES)) {
            return row.next() && row.getBoolean(1);
        }
    }
}
