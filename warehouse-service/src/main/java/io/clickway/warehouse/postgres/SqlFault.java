package io.clickway.warehouse.postgres;

import java.sql.SQLException;

/** What an error of Postgres asks for, by its SQLSTATE class and never by its text. */
public enum SqlFault {
    /** Some row is bad; trying it again can't help. */
    DATA,
    /** A partition that was there is gone: look again which there are, then try again. */
    PARTITION_GONE,
    /** Postgres is away, full, busy or has ended the session: try again later. */
    ELSEWHERE;

    private static final String UNDEFINED_TABLE = "42P01";

    public static SqlFault of(SQLException failed) {
        var state = failed.getSQLState();
        if (state == null) {
            return ELSEWHERE;
        }
        if (state.startsWith("22") || state.startsWith("23")) {
            return DATA;
        }
        return state.equals(UNDEFINED_TABLE) ? PARTITION_GONE : ELSEWHERE;
    }
}
