package io.clickway.warehouse.lookup;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** What opens full addresses. */
@ConfigMapping(prefix = "warehouse.address")
interface AddressKeys {

    /**
     * {@code "1:<64 hex digits>,…"}, those that edges seal with and those before; WAREHOUSE_ADDRESS_KEYS. Without them addresses
     * are stored as they come, and shown to nobody.
     */
    Optional<String> keys();
}
