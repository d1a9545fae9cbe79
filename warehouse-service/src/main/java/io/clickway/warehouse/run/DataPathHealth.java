package io.clickway.warehouse.run;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when Postgres answers and its schema is this build's. What the readers of the queues do is told but decides
 * nothing: reports work without a broker.
 */
@Readiness
@ApplicationScoped
public class DataPathHealth implements HealthCheck {

    private static final String MIGRATED = """
            select count(*)
            from flyway_schema_history
            where not success
            """;

    private final DataPath dataPath;
    private final DataSource dataSource;

    public DataPathHealth(DataPath dataPath, DataSource dataSource) {
        this.dataPath = dataPath;
        this.dataSource = dataSource;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("data path").status(isPostgresReady());
        dataPath.readerStates().forEach((region, state) -> response.withData("reader-" + region, state));
        return response.build();
    }

    private boolean isPostgresReady() {
        try (var connection = dataSource.getConnection();
                var select = connection.prepareStatement(MIGRATED);
                var row = select.executeQuery()) {
            return row.next() && row.getLong(1) == 0;
        } catch (SQLException away) {
            return false;
        }
    }
}
