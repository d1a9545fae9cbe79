package io.clickway.warehouse.sql;

import io.clickway.warehouse.problem.ProblemException;
import java.sql.SQLException;
import org.postgresql.core.Parser;

/**
 * A text that the driver takes for one statement. The driver cuts a text at semicolons and sends each part by itself, so what
 * it would cut is refused; what it doesn't see, Postgres refuses, which takes one statement per message.
 */
record OneStatement(String sql) {

    static OneStatement of(String text) throws SQLException {
        if (text.indexOf('\0') >= 0) {
            throw ProblemException.invalid("sql", "must not hold NUL");
        }
        var parts = Parser.parseJdbcSql(text, true, false, true, false, false);
        if (parts.isEmpty()) {
            throw ProblemException.invalid("sql", "holds no statement");
        }
        if (parts.size() > 1) {
            throw ProblemException.invalid("sql", "holds " + parts.size() + " statements; send one at a time");
        }
        return new OneStatement(text);
    }

    /** Takes nothing but a select, values or table: Postgres's grammar has no other statement behind "for". */
    String asCursor() {
        return SqlSession.DECLARE + sql;
    }
}
