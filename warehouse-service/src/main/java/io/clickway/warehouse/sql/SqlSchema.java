package io.clickway.warehouse.sql;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the schema reporting holds, as its comments say it. */
@ApplicationScoped
class SqlSchema {

    private static final String COLUMNS = """
            select
                c.relname,
                coalesce(obj_description(c.oid, 'pg_class'), '') as view_comment,
                a.attname,
                format_type(a.atttypid, a.atttypmod) as type,
                coalesce(col_description(c.oid, a.attnum), '') as column_comment
            from pg_class c
                join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'reporting'::regnamespace
              and c.relkind = 'v'
              and a.attnum > 0
              and not a.attisdropped
            order by
                c.relname,
                a.attnum
            """;

    private static final String FUNCTIONS = """
            select
                p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as name,
                format_type(p.prorettype, null) as returns,
                coalesce(obj_description(p.oid, 'pg_proc'), '') as comment
            from pg_proc p
            where p.pronamespace = 'reporting'::regnamespace
            order by p.proname
            """;

    private static final String VERSION = """
            select coalesce(max(version), 0)
            from reporting.schema_version
            """;

    private final AgroalDataSource database;

    SqlSchema(AgroalDataSource database) {
        this.database = database;
    }

    /** {@code version} rises when something is added. */
    record View(String schema, int version, List<Table> tables, List<Function> functions) {}

    record Table(String name, String comment, List<Column> columns) {}

    record Column(String name, String type, String comment) {}

    record Function(String name, String returns, String comment) {}

    View read() throws SQLException {
        try (var connection = database.getConnection();
                var select = connection.createStatement()) {
            int version;
            try (var row = select.executeQuery(VERSION)) {
                row.next();
                version = row.getInt(1);
            }
            try (var rows = select.executeQuery(COLUMNS)) {
                var tables = tables(rows);
                try (var found = select.executeQuery(FUNCTIONS)) {
                    return new View("reporting", version, tables, functions(found));
                }
            }
        }
    }

    private static List<Table> tables(ResultSet rows) throws SQLException {
        var tables = new ArrayList<Table>();
        while (rows.next()) {
            var name = rows.getString("relname");
            if (tables.isEmpty() || !tables.getLast().name().equals(name)) {
                tables.add(new Table(name, rows.getString("view_comment"), new ArrayList<>()));
            }
            tables.getLast()
                    .columns()
                    .add(new Column(
                            rows.getString("attname"), rows.getString("type"), rows.getString("column_comment")));
        }
        return tables;
    }

    private static List<Function> functions(ResultSet rows) throws SQLException {
        var functions = new ArrayList<Function>();
        while (rows.next()) {
            functions.add(new Function(rows.getString(1), rows.getString(2), rows.getString(3)));
        }
        return functions;
    }
}
