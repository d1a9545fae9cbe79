package io.clickway.warehouse.publish;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** What the live edges run, as their watermarks tell. */
@ApplicationScoped
class EdgeConfigs {

    private final AgroalDataSource database;

    EdgeConfigs(AgroalDataSource database) {
        this.database = database;
    }

    /**
     * An edge has a source per event loop: it runs the oldest version of them, since the newest of their changes. A
     * restarted edge's former sources look alive until their silence is noticed, so only those of its latest start count.
     */
    List<EdgeConfig> live() throws SQLException {
        var query = """
                with live as (
                    select region, edge, started_at, config_version, config_applied_at, last_watermark_at,
                        max(started_at) over (partition by region, edge) as latest_start
                    from edge_ledger
                    where state in ('open', 'draining')
                        and last_watermark_at > now() - interval '60 seconds'
                        and edge <> ''
                )
                select edge, region, min(coalesce(config_version, 0)), max(config_applied_at), max(last_watermark_at)
                from live
                where started_at is null or started_at >= latest_start - interval '1 second'
                group by edge, region
                order by region, edge
                """;
        var edges = new ArrayList<EdgeConfig>();
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(query);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                var appliedAt = rows.getObject(4, OffsetDateTime.class);
                edges.add(new EdgeConfig(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getLong(3),
                        appliedAt == null ? null : appliedAt.toInstant(),
                        rows.getObject(5, OffsetDateTime.class).toInstant()));
            }
        }
        return edges;
    }
}
