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
     * restarted edge's former sources look alive until their silence is noticed, so only those of its latest start count; but
     * what one of them ran already has not come anew with the restart.
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
                ),
                running as (
                    select edge, region, min(coalesce(config_version, 0)) as version, max(config_applied_at) as applied_at,
                        max(last_watermark_at) as last_sign_at, min(latest_start) as latest_start
                    from live
                    where started_at is null or started_at >= latest_start - interval '1 second'
                    group by edge, region
                )
                select edge, region, version,
                    least(applied_at, (
                        select min(former.config_applied_at)
                        from edge_ledger as former
                        where former.region = running.region
                            and former.edge = running.edge
                            and former.config_version = running.version
                            and former.started_at < running.latest_start - interval '1 second')),
                    last_sign_at
                from running
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
