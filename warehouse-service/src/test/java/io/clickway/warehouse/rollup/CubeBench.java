package io.clickway.warehouse.rollup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.Collection;

/** For a benchmark that fills the cubes itself. */
public final class CubeBench {

    private CubeBench() {}

    /** Makes the partitions of the fine spans. */
    public static void ensureMonths(Connection connection, Collection<YearMonth> months) throws SQLException {
        CubeMonths.ensure(connection, months);
    }
}
