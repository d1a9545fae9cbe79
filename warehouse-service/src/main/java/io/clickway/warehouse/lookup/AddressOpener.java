package io.clickway.warehouse.lookup;

import io.clickway.id.AddressSeal;
import io.clickway.id.ClickId;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens the full addresses of clicks, as long as their workspace keeps them. */
@ApplicationScoped
class AddressOpener {

    /** Also hides what has had its time but was not taken away yet. */
    private static final String SEALED = """
            select a.sealed
            from client_addresses a
            join workspaces w using (workspace_id)
            where a.occurred_at = ?
                and a.source_no = ?
                and a.seq = ?
                and a.occurred_at >= now() - make_interval(days => w.address_days)
            limit 1
            """;

    private final AddressKeys settings;
    private @Nullable AddressSeal seal;

    AddressOpener(AddressKeys settings) {
        this.settings = settings;
    }

    /** Keys that are none must not be noticed only when somebody looks. */
    void start(@Observes StartupEvent event) {
        try {
            seal = settings.keys().map(AddressSeal::parse).orElse(null);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationException("warehouse.address.keys: " + wrong.getMessage());
        }
    }

    /** @param wasSent whether one is kept: then it is the key that is missing when there is no address */
    record Opened(Optional<byte[]> address, boolean wasSent) {}

    Opened open(Connection connection, ClickId click, int sourceNo, long seq) throws SQLException {
        try (var select = connection.prepareStatement(SEALED)) {
            select.setObject(1, click.time().atOffset(ZoneOffset.UTC));
            select.setInt(2, sourceNo);
            select.setLong(3, seq);
            try (var row = select.executeQuery()) {
                return row.next()
                        ? new Opened(open(click, row.getBytes(1)), true)
                        : new Opened(Optional.empty(), false);
            }
        }
    }

    private synchronized Optional<byte[]> open(ClickId click, byte[] sealed) {
        return seal == null ? Optional.empty() : seal.open(click, sealed);
    }
}
