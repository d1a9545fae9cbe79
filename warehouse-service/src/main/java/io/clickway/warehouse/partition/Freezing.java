package io.clickway.warehouse.partition;

import io.clickway.warehouse.store.StoredDay;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Freezes and analyses the partitions of days that are over for a day: their rows are never looked at again for the sake of
 * transaction numbers, index-only scans work, and what of the BRIN wasn't summarised is. When late events came since, it is done
 * again, a day after at the earliest. Neither ingestion nor reports wait for it.
 */
public final class Freezing {

    private static final Logger LOG = Logger.getLogger(Freezing.class);

    /** Of what grew since it was frozen, too: by size, or by what Postgres counted. */
    private static final String NEXT = """
            select
                s.table_name,
                s.day
            from partition_state s
                join pg_class c on c.oid = to_regclass(s.table_name || '_p' || to_char(s.day, 'YYYYMMDD'))
            where s.state = 'open'
              and s.day < ?
              and (s.frozen_at is null
                or (s.frozen_at < now() - interval '1 day'
                  and (pg_relation_size(c.oid) <> s.frozen_bytes
                    or exists (
                      select
                      from pg_stat_all_tables t
                      where t.relid = c.oid
                        and t.n_ins_since_vacuum + t.n_dead_tup > 0))))
            order by s.day, s.table_name
            limit 1
            """;

    private static final String FROZEN = """
            update partition_state
            set frozen_at = ?, frozen_bytes = pg_relation_size(to_regclass(?))
            where table_name = ? and day = ?
            """;

    private final DataSource dataSource;
    private final PartitionPlanner planner;

    public Freezing(DataSource dataSource, PartitionPlanner planner) {
        this.dataSource = dataSource;
        this.planner = planner;
    }

    /** The next one, if there is any; which it was. */
    public Optional<StoredDay> freezeNext() throws SQLException {
        var session = CareSession.open(dataSource);
        if (session.isEmpty()) {
            return Optional.empty();
        }
        try (var mine = session.get()) {
            var next = next(mine);
            if (next.isPresent()) {
                freeze(mine, next.get());
            }
            return next;
        }
    }

    private static void freeze(CareSession session, StoredDay day) throws SQLException {
        var began = OffsetDateTime.now(ZoneOffset.UTC);
        session.run("vacuum (freeze, analyze, truncate false) " + day.partition());
        try (var frozen = session.connection().prepareStatement(FROZEN)) {
            frozen.setObject(1, began);
            frozen.setString(2, day.partition());
            frozen.setString(3, day.table().tableName());
            frozen.setObject(4, day.day());
            frozen.executeUpdate();
        }
        LOG.infof("%s was frozen", day.partition());
    }

    private Optional<StoredDay> next(CareSession session) throws SQLException {
        try (var select = session.connection().prepareStatement(NEXT)) {
            select.setObject(1, planner.today().minusDays(1));
            try (var row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(DayRetention.day(row.getString(1), row.getObject(2, LocalDate.class)))
                        : Optional.empty();
            }
        }
    }
}
