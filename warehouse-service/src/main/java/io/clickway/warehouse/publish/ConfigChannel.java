package io.clickway.warehouse.publish;

import java.time.Duration;

/** The way to the regions. */
interface ConfigChannel {

    /** False when the broker did not take it in time; then it may still arrive, and arriving twice does no harm. */
    boolean sendShard(String sha256, byte[] bytes, Duration timeout);

    boolean sendManifest(long version, byte[] bytes, Duration timeout);
}
