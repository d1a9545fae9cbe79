package io.clickway.warehouse.partition;

import io.clickway.warehouse.store.StoredDay;
import io.clickway.warehouse.store.StoredTable;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Takes days away that are over for their retention, oldest first: closed, detached, then dropped or kept apart. Never a row
 * is deleted. What was counted of them stays in the cubes, and what they refer to in the dictionaries, because younger clicks
 * refer to it as well. One instance does it at a time; what fails is gone on with next time.
 */
public final class DayRetention {

    private static final Logger LOG = Logger.getLogger(DayRetention.class);

    /** At most so many by one run. */
    private static final int DAYS_AT_ONCE = 30;

    private static final String OPEN = """
            select
                table_name,
                day
            from partition_state
            where state = 'open'
              and created_at <= now() - make_interval(secs => ?)
            order by day, table_name
            """;

    private static final String CLOSED = """
            select
                table_name,
                day,
                detached_at is not null,
                is_kept
            from partition_state
            where state = 'closed'
              and dropped_at is null
              and (detached_at is null or not is_kept)
            order by day, table_name
            """;

    private static final String CLOSE = """
            update partition_state
            set state = 'closed', closed_at = now(), is_kept = ?
            where table_name = ? and day = ? and state = 'open'
            """;

    private static final String DETACHED = """
            update partition_state
            set detached_at = now()
            where table_name = ? and day = ?
            """;

    private static final String DROPPED = """
            update partition_state
            set dropped_at = now()
            where table_name = ? and day = ?
            """;

    private final DataSource dataSource;
    private final Keeping keeping;
    private final Duration leastStay;

    DayRetention(DataSource dataSource, Keeping keeping) {
        this(dataSource, keeping, Duration.ZERO);
    }

    /** @param leastStay how long a day stays at least once it was made: an operator may have old events stored after all */
    public DayRetention(DataSource dataSource, Keeping keeping, Duration leastStay) {
        this.dataSource = dataSource;
        this.keeping = keeping;
        this.leastStay = leastStay;
    }

    /** What a run did with partitions. */
    public record Expired(int closed, int detached, int dropped) {

        static final Expired NOTHING = new Expired(0, 0, 0);
    }

    /** @throws SQLException when something stood in the way; what was done before stays done */
    public Expired expire() throws SQLException {
        var session = CareSession.open(dataSource);
        if (session.isEmpty()) {
            return Expired.NOTHING;
        }
        try (var mine = session.get()) {
            int closed = closeDue(mine);
            int detached = 0;
            int dropped = 0;
            for (var leaving : leaving(mine)) {
                var step = new Detachment(
                        mine, leaving.day().table().tableName(), leaving.day().partition());
                if (!leaving.isDetached()) {
                    step.detach();
                    note(mine, DETACHED, leaving.day());
                    detached++;
                }
                if (!leaving.isKept()) {
                    step.drop();
                    note(mine, DROPPED, leaving.day());
                    dropped++;
                }
                LOG.infof(
                        "%s is over for its retention and %s",
                        leaving.day().partition(), leaving.isKept() ? "kept in the schema detached" : "dropped");
            }
            return new Expired(closed, detached, dropped);
        }
    }

    private int closeDue(CareSession session) throws SQLException {
        int closed = 0;
        for (var day : due(session)) {
            session.inTransaction(() -> {
                new Detachment(session, day.table().tableName(), day.partition()).close();
                try (var close = session.connection().prepareStatement(CLOSE)) {
                    close.setBoolean(1, keeping.keepsDetached(day.table()));
                    close.setString(2, day.table().tableName());
                    close.setObject(3, day.day());
                    close.executeUpdate();
                }
            });
            closed++;
        }
        return closed;
    }

    private List<StoredDay> due(CareSession session) throws SQLException {
        var due = new ArrayList<StoredDay>();
        try (var select = session.connection().prepareStatement(OPEN)) {
            select.setDouble(1, leastStay.toSeconds());
            try (var row = select.executeQuery()) {
                while (row.next() && due.size() < DAYS_AT_ONCE) {
                    var day = day(row.getString(1), row.getObject(2, LocalDate.class));
                    if (keeping.isOver(day.table(), day.day())) {
                        due.add(day);
                    }
                }
            }
        }
        return due;
    }

    private static List<Leaving> leaving(CareSession session) throws SQLException {
        var leaving = new ArrayList<Leaving>();
        try (var select = session.connection().prepareStatement(CLOSED);
                var row = select.executeQuery()) {
            while (row.next()) {
                leaving.add(new Leaving(
                        day(row.getString(1), row.getObject(2, LocalDate.class)),
                        row.getBoolean(3),
                        row.getBoolean(4)));
            }
        }
        return leaving;
    }

    private static void note(CareSession session, String update, StoredDay day) throws SQLException {
        try (var note = session.connection().prepareStatement(update)) {
            note.setString(1, day.table().tableName());
            note.setObject(2, day.day());
            note.executeUpdate();
        }
    }

    static StoredDay day(String tableName, LocalDate day) {
        return new StoredDay(StoredTable.valueOf(tableName.toUpperCase(Locale.ROOT)), day);
    }

    private record Leaving(StoredDay day, boolean isDetached, boolean isKept) {}
}
