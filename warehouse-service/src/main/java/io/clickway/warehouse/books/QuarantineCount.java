package io.clickway.warehouse.books;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;

/** How many things in quarantine nobody has settled; an index holds just these. */
@ApplicationScoped
public class QuarantineCount {

    private final AgroalDataSource database;

    QuarantineCount(AgroalDataSource database) {
        this.database = database;
    }

    public long kept() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("select count(*) from quarantine where state = 'kept'");
                var row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
