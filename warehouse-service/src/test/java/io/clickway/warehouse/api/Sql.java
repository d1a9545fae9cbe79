package io.clickway.warehouse.api;

import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Looks past the API. */
final class Sql {

    private Sql() {}

    /** Rows as texts, columns joined by '|'. */
    static List<String> texts(DataSource database, String sql) throws Exception {
        var texts = new ArrayList<String>();
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                var row = new ArrayList<String>();
                for (int i = 1; i <= columns; i++) {
                    row.add(rows.getString(i) == null ? "null" : rows.getString(i));
                }
                texts.add(String.join("|", row));
            }
        }
        return texts;
    }

    static void run(DataSource database, String sql) throws Exception {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
