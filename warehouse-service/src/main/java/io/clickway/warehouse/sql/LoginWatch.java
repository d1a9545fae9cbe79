package io.clickway.warehouse.sql;

import io.agroal.api.AgroalDataSource;
import io.clickway.warehouse.fault.FaultLog;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Looks at analysts' logins every two seconds, because a login may set its own limits otherwise: ends what runs longer than
 * it may, undoes what a login changed of itself, and lets what they run step back behind all others. Three functions of the
 * superuser (scripts/lib/hardening.sql) decide it, which know no other logins. Every instance looks; twice is harmless.
 */
@ApplicationScoped
class LoginWatch {

    private static final Logger LOG = Logger.getLogger(LoginWatch.class);
    private static final String CENTRE = "centre";

    private final AgroalDataSource database;
    private final FaultLog faults;
    private final SqlSettings settings;
    private boolean wasRefused;

    LoginWatch(AgroalDataSource database, FaultLog faults, SqlSettings settings) {
        this.database = database;
        this.faults = faults;
        this.settings = settings;
    }

    @Scheduled(
            every = "${warehouse.sql.watch-every:2s}",
            delayed = "5s",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        try (var connection = database.getConnection()) {
            long limit = settings.directTime().toSeconds();
            for (var ended : texts(connection, "select hardening.end_overdue(%d)".formatted(limit))) {
                LOG.warnf("a session of analysts was ended, %s", ended);
                faults.note(CENTRE, "warehouse", "reporting-session-ended", ended);
            }
            for (var undone : texts(connection, "select hardening.undo_login_changes()")) {
                LOG.errorf("%s: undone, its sessions were ended", undone);
                faults.note(CENTRE, "warehouse", "reporting-login-changed", undone + "; it was undone");
            }
            texts(connection, "select hardening.step_back()");
            wasRefused = false;
        } catch (SQLException failed) {
            if (!wasRefused) {
                LOG.warnf("analysts' logins can't be looked at: SQLSTATE %s; run scripts/up", failed.getSQLState());
            }
            wasRefused = true;
        }
    }

    private static List<String> texts(Connection connection, String sql) throws SQLException {
        var texts = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }
}
