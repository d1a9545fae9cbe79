package io.clickway.warehouse.partition;

import io.clickway.warehouse.store.StoredDay;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Moves partitions with their indexes to a slower tablespace once their day is over for long, one at a time and only in quiet
 * hours: while one is copied, reports of that day and late events for it wait. All others go on.
 */
public final class SlowStorage {

    private static final Logger LOG = Logger.getLogger(SlowStorage.class);

    private static final String NEXT = """
            select
                s.table_name,
                s.day
            from partition_state s
                join pg_class c on c.oid = to_regclass(s.table_name || '_p' || to_char(s.day, 'YYYYMMDD'))
                left join pg_tablespace t on t.oid = c.reltablespace
            where s.state = 'open'
              and s.day < ?
              and s.frozen_at is not null
              and t.spcname is distinct from ?
            order by s.day, s.table_name
            limit 1
            """;

    private static final String INDEXES = """
            select i.indexrelid::regclass::text
            from pg_index i
            where i.indrelid = ?::regclass
            """;

    private static final String MAY_USE = """
            select coalesce(bool_or(has_tablespace_privilege(spcname, 'create')), false)
            from pg_tablespace
            where spcname = ?
            """;

    private static final String MOVED = """
            update partition_state
            set moved_at = now()
            where table_name = ? and day = ?
            """;

    private final DataSource dataSource;
    private final Rule rule;

    public SlowStorage(DataSource dataSource, Rule rule) {
        this.dataSource = dataSource;
        this.rule = rule;
    }

    /**
     * What moves when.
     *
     * @param tablespace a name of letters, digits and underscores
     * @param after a day is over for this long
     * @param quietFrom first hour of the day in UTC in which partitions are moved
     * @param quietTo the hour that ends it; equal to the first for at any time
     */
    public record Rule(String tablespace, Duration after, int quietFrom, int quietTo, Clock clock) {

        /** Never today, and never yesterday, whose last clicks are still on their way. */
        private static final Duration LEAST = Duration.ofDays(2);

        public Rule {
            if (!tablespace.matches("[a-z_][a-z0-9_]{0,62}")) {
                throw new IllegalArgumentException(
                        "warehouse.partition.slow-tablespace must be a name of lower-case letters,"
                                + " digits and underscores, not '" + tablespace + "'");
            }
            if (after.compareTo(LEAST) < 0) {
                throw new IllegalArgumentException(
                        "warehouse.partition.slow-after must be two days at least, not " + after);
            }
        }

        boolean isQuiet() {
            int hour = clock.instant().atOffset(ZoneOffset.UTC).getHour();
            if (quietFrom <= quietTo) {
                return quietFrom == quietTo || hour >= quietFrom && hour < quietTo;
            }
            return hour >= quietFrom || hour < quietTo;
        }

        /** Days before this one are slow. */
        LocalDate before() {
            return LocalDate.ofInstant(clock.instant().minus(after), ZoneOffset.UTC);
        }
    }

    /** What keeps it from working at all; empty when nothing does. */
    public Optional<String> obstacle() throws SQLException {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(MAY_USE)) {
            select.setString(1, rule.tablespace());
            try (var row = select.executeQuery()) {
                return row.next() && row.getBoolean(1)
                        ? Optional.empty()
                        : Optional.of(
                                "the tablespace " + rule.tablespace()
                                        + " is not there or may not be used: create it, and grant create on it to the warehouse");
            }
        }
    }

    /** The next one, if there is any and the hour is quiet; which it was. */
    public Optional<StoredDay> moveNext() throws SQLException {
        if (!rule.isQuiet()) {
            return Optional.empty();
        }
        var session = CareSession.open(dataSource);
        if (session.isEmpty()) {
            return Optional.empty();
        }
        try (var mine = session.get()) {
            var next = next(mine);
            if (next.isPresent()) {
                move(mine, next.get());
            }
            return next;
        }
    }

    private void move(CareSession session, StoredDay day) throws SQLException {
        session.inTransaction(() -> {
            session.run("alter table " + day.partition() + " set tablespace " + rule.tablespace());
            for (var index : indexes(session, day)) {
                session.run("alter index " + index + " set tablespace " + rule.tablespace());
            }
            try (var moved = session.connection().prepareStatement(MOVED)) {
                moved.setString(1, day.table().tableName());
                moved.setObject(2, day.day());
                moved.executeUpdate();
            }
        });
        LOG.infof("%s was moved to the tablespace %s", day.partition(), rule.tablespace());
    }

    private Optional<StoredDay> next(CareSession session) throws SQLException {
        try (var select = session.connection().prepareStatement(NEXT)) {
            select.setObject(1, rule.before());
            select.setString(2, rule.tablespace());
            try (var row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(DayRetention.day(row.getString(1), row.getObject(2, LocalDate.class)))
                        : Optional.empty();
            }
        }
    }

    private static List<String> indexes(CareSession session, StoredDay day) throws SQLException {
        try (var select = session.connection().prepareStatement(INDEXES)) {
            select.setString(1, day.partition());
            var indexes = new ArrayList<String>();
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    indexes.add(row.getString(1));
                }
            }
            return indexes;
        }
    }
}
