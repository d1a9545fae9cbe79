package io.clickway.warehouse.quarantine;

import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * How full the quarantine is of things that nobody has settled. Past a bound it is for a human: dropping would lose events,
 * and to stop reading would hold back all the good ones for the sake of the bad.
 */
public final class QuarantineWatch {

    private static final String KEPT = """
            select
                count(*),
                coalesce(sum(octet_length(bytes)), 0)
            from quarantine
            where state = 'kept'
            """;

    private final DataSource dataSource;
    private final long alarmThings;
    private final long alarmBytes;

    public QuarantineWatch(DataSource dataSource, long alarmThings, long alarmBytes) {
        this.dataSource = dataSource;
        this.alarmThings = alarmThings;
        this.alarmBytes = alarmBytes;
    }

    /** @param isTooFull past one of the bounds */
    public record Fill(long things, long bytes, boolean isTooFull) {}

    public Fill fill() throws SQLException {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(KEPT);
                var row = select.executeQuery()) {
            row.next();
            long things = row.getLong(1);
            long bytes = row.getLong(2);
            return new Fill(things, bytes, things > alarmThings || bytes > alarmBytes);
        }
    }
}
