package io.clickway.address;

/** Keys of a region's Redis and the fields of its stream. */
public final class RedisKeys {

    public static final String EVENTS = "clickway:events";
    public static final String FORWARDERS = "forwarder";

    public static final String FIELD_SOURCE = "source";
    public static final String FIELD_FIRST_SEQ = "first_seq";
    public static final String FIELD_COUNT = "n";
    public static final String FIELD_DATA = "d";

    public static final String CONFIG_VERSION = "cfg:version";
    public static final String CONFIG_MANIFEST = "cfg:manifest";

    private static final String CONFIG_SHARD = "cfg:shard:";
    private static final String LEASE = "lease:";

    private RedisKeys() {}

    /** Where the shard with this SHA-256, in lower-case hex, lies. */
    public static String configShard(String sha256) {
        return CONFIG_SHARD + sha256;
    }

    /** Held by a forwarder for as long as it lives. */
    public static String lease(String forwarder) {
        return LEASE + forwarder;
    }
}
