package io.clickway.warehouse.ingest;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * From when on workspaces keep full addresses. Asked anew in each transaction, so that a workspace that keeps none any more
 * has none stored from that moment on, whatever edges still send.
 */
final class AddressKeeping {

    private static final String KEEPING = """
            select
                workspace_id,
                now() - make_interval(days => address_days)
            from workspaces
            where workspace_id = any (?)
              and address_days > 0
            """;

    Map<Integer, Instant> keepSince(Connection connection, Collection<Integer> workspaceIds) throws SQLException {
        var since = new HashMap<Integer, Instant>();
        try (var select = connection.prepareStatement(KEEPING)) {
            select.setArray(1, connection.createArrayOf("int4", workspaceIds.toArray()));
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    since.put(
                            row.getInt(1),
                            row.getObject(2, OffsetDateTime.class).toInstant());
                }
            }
        }
        return since;
    }
}
