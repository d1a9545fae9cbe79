package io.clickway.warehouse.partition;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Takes months of the cubes' fine spans away that are over for their retention, of all cubes alike. Under the lock of folding
 * the month is written down as dropped, so no fold adds to it any more and reports look elsewhere; then its partitions
 * leave as those of days do. Coarser spans stay for good.
 */
public final class MonthRetention {

    private static final Logger LOG = Logger.getLogger(MonthRetention.class);

    /** As {@code rollup.RollupLock} takes it. */
    private static final long FOLDING = 0x636c69636b726f6cL;

    private static final DateTimeFormatter DIGITS = DateTimeFormatter.ofPattern("uuuuMM");

    private static final String KEPT = """
            select
                span,
                month
            from rollup_months
            where state = 'kept'
            order by month, span
            """;

    private static final String DROP = """
            update rollup_months
            set state = 'dropped'
            where span = ? and month = ?
            """;

    /** Every cube's partition of a month, wherever it is on its way out. */
    private static final String ATTACHED = """
            select
                t.relname,
                p.relname,
                ?
            from pg_inherits i
                join pg_class p on p.oid = i.inhrelid
                join pg_class t on t.oid = i.inhparent
            where p.relname = t.relname || '_p' || ?
              and right(t.relname, length(?) + 1) = '_' || ?
            order by t.relname
            """;

    /** What is closed and not yet where it shall be; whether it is kept was decided when it was closed. */
    private static final String LEAVING = """
            select
                regexp_replace(p.relname, '_p[0-9]{6}$', ''),
                p.relname,
                obj_description(p.oid, 'pg_class') is not distinct from 'kept'
            from pg_class p
                join pg_namespace n on n.oid = p.relnamespace
            where n.nspname = 'detached'
              and p.relkind = 'r'
              and p.relname ~ '_(15m|1h)_p[0-9]{6}$'
              and (obj_description(p.oid, 'pg_class') is distinct from 'kept'
                or exists (select from pg_inherits i where i.inhrelid = p.oid))
            order by p.relname
            """;

    private final DataSource dataSource;
    private final Keeping keeping;

    public MonthRetention(DataSource dataSource, Keeping keeping) {
        this.dataSource = dataSource;
        this.keeping = keeping;
    }

    /**
     * @return how many partitions left
     * @throws SQLException when something stood in the way; what was done before stays done
     */
    public int expire() throws SQLException {
        var session = CareSession.open(dataSource);
        if (session.isEmpty()) {
            return 0;
        }
        try (var mine = session.get()) {
            for (var month : due(mine)) {
                close(mine, month);
            }
            int left = 0;
            for (var leaving : leaving(mine)) {
                var step = new Detachment(mine, leaving.table(), leaving.name());
                step.detach();
                if (!leaving.isKept()) {
                    step.drop();
                }
                left++;
            }
            return left;
        }
    }

    /** Whoever folds holds the lock for a moment; {@code lock_timeout} bounds the wait. */
    private void close(CareSession session, Due due) throws SQLException {
        session.inTransaction(() -> {
            session.run("select pg_advisory_xact_lock(" + FOLDING + ")");
            for (var partition : partitions(session, due)) {
                new Detachment(session, partition.table(), partition.name()).close();
                session.run("comment on table detached." + partition.name() + " is "
                        + (partition.isKept() ? "'kept'" : "'leaves'"));
            }
            try (var drop = session.connection().prepareStatement(DROP)) {
                drop.setString(1, due.span());
                drop.setObject(2, due.month().atDay(1));
                drop.executeUpdate();
            }
        });
        LOG.infof("cells per %s of %s are over for their retention", due.span(), due.month());
    }

    private List<Due> due(CareSession session) throws SQLException {
        var due = new ArrayList<Due>();
        try (var select = session.connection().prepareStatement(KEPT);
                var row = select.executeQuery()) {
            while (row.next()) {
                var month = YearMonth.from(row.getObject(2, LocalDate.class));
                if (keeping.isOver(month, row.getString(1).equals("1h"))) {
                    due.add(new Due(row.getString(1), month));
                }
            }
        }
        return due;
    }

    private List<Partition> partitions(CareSession session, Due due) throws SQLException {
        try (var select = session.connection().prepareStatement(ATTACHED)) {
            select.setBoolean(1, keeping.onExpiry() == OnExpiry.KEEP);
            select.setString(2, DIGITS.format(due.month()));
            select.setString(3, due.span());
            select.setString(4, due.span());
            return partitions(select);
        }
    }

    private static List<Partition> leaving(CareSession session) throws SQLException {
        try (var select = session.connection().prepareStatement(LEAVING)) {
            return partitions(select);
        }
    }

    private static List<Partition> partitions(PreparedStatement select) throws SQLException {
        var found = new ArrayList<Partition>();
        try (var row = select.executeQuery()) {
            while (row.next()) {
                found.add(new Partition(row.getString(1), row.getString(2), row.getBoolean(3)));
            }
        }
        return found;
    }

    private record Due(String span, YearMonth month) {}

    private record Partition(String table, String name, boolean isKept) {}
}
