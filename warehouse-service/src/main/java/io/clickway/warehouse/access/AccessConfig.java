package io.clickway.warehouse.access;

import io.smallrye.config.ConfigMapping;

/** Who may call the API. */
@ConfigMapping(prefix = "warehouse.api")
interface AccessConfig {

    /** SHA-256 of the operator's key, 64 hex digits; WAREHOUSE_API_KEY_SHA256. Stored at start for the default workspace. */
    String keySha256();
}
