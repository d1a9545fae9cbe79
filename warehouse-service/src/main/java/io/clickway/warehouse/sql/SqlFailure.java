package io.clickway.warehouse.sql;

import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Says why a statement failed, by Postgres's SQLSTATE. Only errors that lie in the statement or in its values are told in
 * Postgres's words; all others could name files and settings.
 */
final class SqlFailure {

    private static final int LONGEST_WORDS = 300;

    private SqlFailure() {}

    static ProblemException of(SQLException failure) {
        if (MessageTooLong.isCauseOf(failure)) {
            return ProblemException.of(
                    ProblemCode.ANSWER_TOO_LARGE, "A row, or an error that quotes a value, has more than 8 MiB.");
        }
        var state = String.valueOf(failure.getSQLState());
        return switch (state) {
            case "42601" ->
                problem(
                        ProblemCode.INVALID,
                        "The statement can't be read: " + words(failure)
                                + " Only statements that read are taken: select, with, values, table.");
            case "42501" ->
                problem(
                        "The statement asks for something that is not open to analysts; GET /api/sql/schema lists what is.");
            case "57014", "57P05", "25P03" ->
                problem(
                        ProblemCode.TOOK_TOO_LONG,
                        "The statement took too long and was ended; narrow its range or ask the counts instead of the clicks.");
            case "55P03" ->
                problem(ProblemCode.TOOK_TOO_LONG, "What the statement reads is being changed; send it again.");
            case "57P01", "57P02" -> problem(ProblemCode.TOOK_TOO_LONG, "The statement was ended; send it again.");
            case "53200", "53400", "54000", "54001" ->
                problem("The statement takes more memory or temporary space than one may; narrow it.");
            case "53300" -> problem(ProblemCode.TOO_MANY, "Too many statements run at the moment; send it again.");
            case "25006" -> problem("Only statements that read are taken.");
            case "08S01" -> problem(ProblemCode.ANSWER_TOO_LARGE, "A few rows have more than 16 MiB.");
            default -> byClass(state, failure);
        };
    }

    private static ProblemException byClass(String state, SQLException failure) {
        var kind = state.length() < 2 ? "" : state.substring(0, 2);
        return switch (kind) {
            case "42", "22", "21", "0A", "34" -> problem("The statement can't be answered: " + words(failure));
            case "08", "57", "nu" ->
                problem(ProblemCode.UNAVAILABLE, "The database did not answer; try again in a moment.");
            default -> problem("The statement can't be answered (SQLSTATE " + state + ").");
        };
    }

    /** Postgres's first line, cut, and where in the statement it points. */
    private static String words(SQLException failure) {
        var server = failure instanceof PSQLException told ? told.getServerErrorMessage() : null;
        var text = server == null ? null : server.getMessage();
        if (server == null || text == null) {
            return "no reason is given.";
        }
        var cut = text.length() <= LONGEST_WORDS ? text : text.substring(0, LONGEST_WORDS) + "…";
        return cut.strip() + at(server) + ".";
    }

    private static String at(@Nullable ServerErrorMessage server) {
        int position = server == null ? 0 : server.getPosition() - SqlSession.DECLARE.length();
        return position > 0 ? ", at character " + position : "";
    }

    private static ProblemException problem(String detail) {
        return problem(ProblemCode.UNANSWERABLE, detail);
    }

    private static ProblemException problem(ProblemCode code, String detail) {
        return ProblemException.of(code, detail);
    }
}
