package io.clickway.warehouse.partition;

import io.clickway.warehouse.store.StoredTable;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Periodic work on partitions: make the days ahead, and keep the BRIN of today's partitions up to date, because a range that
 * isn't summarised is read whole by every look-up.
 */
public final class PartitionCare {

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
            try (var timeout = connection.createStatement();
                    var summarise = connection.prepareStatement(SUMMARISE)) {
                timeout.execute("set local lock_timeout = '1s'");
                for (var table : StoredTable.values()) {
                    summarise.setString(1, table.partition(planner.today()));
                    summarise.executeQuery().close();
                }
                connection.commit();
            } catch (SQLException failed) {
                connection.rollback();
                throw failed;
            }
        }
    }
}
