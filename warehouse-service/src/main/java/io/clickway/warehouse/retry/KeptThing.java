package io.clickway.warehouse.retry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clickway.batch.SourceRange;
import io.clickway.id.SourceId;
import io.clickway.warehouse.unpack.BatchMessage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * A row of {@code quarantine} as the message it came in.
 *
 * @param event the place of a single event; empty for a whole message
 */
record KeptThing(long id, String state, BatchMessage message, Optional<SourceRange> event) {

    private static final String FIND = """
            select
                quarantine_id,
                state,
                region,
                type,
                headers::text,
                bytes,
                source_id,
                first_seq
            from quarantine
            where quarantine_id = ?
            """;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);

    static Optional<KeptThing> find(Connection connection, long id) throws SQLException {
        try (var select = connection.prepareStatement(FIND)) {
            select.setLong(1, id);
            try (var row = select.executeQuery()) {
                return row.next() ? Optional.of(of(row)) : Optional.empty();
            }
        }
    }

    private static KeptThing of(ResultSet row) throws SQLException {
        var source = row.getObject("source_id", Long.class);
        return new KeptThing(
                row.getLong("quarantine_id"),
                row.getString("state"),
                new BatchMessage(
                        row.getString("region"),
                        row.getString("type"),
                        headers(row.getString("headers")),
                        row.getBytes("bytes")),
                source == null
                        ? Optional.empty()
                        : Optional.of(new SourceRange(new SourceId(source), row.getLong("first_seq"), 1)));
    }

    private static Map<String, Object> headers(String json) {
        try {
            return JSON.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Postgres gave back jsonb that is no JSON object", impossible);
        }
    }
}
