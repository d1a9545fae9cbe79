package io.clickway.warehouse.fault;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;

/** The table {@code faults}, kept at its newest thousand rows. */
public final class PostgresFaultTable implements FaultTable {

    /** Instances write one after the other: each heals and forgets rows of the others. The number is Clickway's own choice. */
    private static final String ONE_AT_A_TIME = "select pg_advisory_xact_lock(%d)".formatted(0x636c69636b776166L);

    private static final String INSERT = """
            insert into faults (at, region, part, kind, detail, healed_at)
            values (?, ?, ?, ?, ?, case when ? then ?::timestamptz end)
            """;

    private static final String HEAL = """
            update faults
            set healed_at = ?
            where healed_at is null
              and region = ?
              and kind = ?
            """;

    private static final String FORGET = """
            delete from faults
            where fault_id <= (
                select fault_id
                from faults
                order by fault_id desc
                offset 1000
                limit 1)
            """;

    private final DataSource dataSource;

    public PostgresFaultTable(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    @Override
    public void write(List<FaultChange> changes) throws SQLException {
        try (var connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (var lock = connection.prepareStatement(ONE_AT_A_TIME)) {
                lock.executeQuery().close();
                for (var change : changes) {
                    write(connection, change);
                }
                try (var forget = connection.prepareStatement(FORGET)) {
                    forget.executeUpdate();
                }
                connection.commit();
            } catch (SQLException failed) {
                connection.rollback();
                throw failed;
            }
        }
    }

    private static void write(Connection connection, FaultChange change) throws SQLException {
        switch (change) {
            case FaultChange.Happened happened -> {
                var fault = happened.fault();
                var at = fault.at().atOffset(ZoneOffset.UTC);
                try (var insert = connection.prepareStatement(INSERT)) {
                    insert.setObject(1, at);
                    insert.setString(2, fault.region());
                    insert.setString(3, fault.part());
                    insert.setString(4, fault.kind());
                    insert.setString(5, fault.detail());
                    insert.setBoolean(6, happened.isOver());
                    insert.setObject(7, at);
                    insert.executeUpdate();
                }
            }
            case FaultChange.Healed healed -> {
                try (var heal = connection.prepareStatement(HEAL)) {
                    heal.setObject(1, healed.at().atOffset(ZoneOffset.UTC));
                    heal.setString(2, healed.region());
                    heal.setString(3, healed.kind());
                    heal.executeUpdate();
                }
            }
        }
    }
}
