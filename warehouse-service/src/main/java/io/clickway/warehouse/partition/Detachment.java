package io.clickway.warehouse.partition;

import java.sql.SQLException;

/**
 * Takes a partition out of its table in steps, each of which can be the first after a crash. Closing moves it to the schema
 * {@code detached}: that waits for whoever writes to it, and from then on its name leads nowhere, so whoever comes later
 * fails and looks again. Detaching is done concurrently: neither ingestion nor reports wait.
 */
final class Detachment {

    private static final String SCHEMA = "detached";

    private static final String IS_ATTACHED = """
            select coalesce(bool_or(not i.inhdetachpending), false)
            from pg_inherits i
            where i.inhrelid = to_regclass('%s')
            """;

    private static final String IS_HALF_WAY = """
            select coalesce(bool_or(i.inhdetachpending), false)
            from pg_inherits i
            where i.inhrelid = to_regclass('%s')
            """;

    private final CareSession session;
    private final String table;
    private final String partition;

    Detachment(CareSession session, String table, String partition) {
        this.session = session;
        this.table = table;
        this.partition = partition;
    }

    /** Within the caller's transaction, which writes down that it is closed. Nothing is done where it was done before. */
    void close() throws SQLException {
        if (session.isTold("select to_regclass('public." + partition + "') is not null")) {
            session.run("alter table public." + partition + " set schema " + SCHEMA);
        }
    }

    /** Once it is closed. A wait that ended without success, or a crash, leaves it half-way; that is gone on with here. */
    void detach() throws SQLException {
        if (session.isTold(IS_ATTACHED.formatted(closed()))) {
            session.run("alter table " + table + " detach partition " + closed() + " concurrently");
        } else if (session.isTold(IS_HALF_WAY.formatted(closed()))) {
            session.run("alter table " + table + " detach partition " + closed() + " finalize");
        }
    }

    /** Once it is detached. */
    void drop() throws SQLException {
        session.run("drop table if exists " + closed());
    }

    private String closed() {
        return SCHEMA + "." + partition;
    }
}
