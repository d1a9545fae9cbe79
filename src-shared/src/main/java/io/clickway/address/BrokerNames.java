package io.clickway.address;

/** Exchanges, queues, routing keys and headers in RabbitMQ, the same in every region and at the centre. */
public final class BrokerNames {

    /** Batches; in each region, and federated to the exchange of the same name at the centre. */
    public static final String CLICKS = "clicks";
    /** Alternate exchange at the centre: what finds no queue, and its queue. */
    public static final String UNROUTED_EXCHANGE = "clicks.unrouted";

    public static final String UNROUTED_QUEUE = "unrouted";
    /** Dead letters, and their queue. */
    public static final String DEAD_EXCHANGE = "clicks.dead";

    public static final String DEAD_QUEUE = "dead";

    /** Link configuration, centre to regions. */
    public static final String CONFIG = "config";

    public static final String CONFIG_SHARD_KEY = "config.shard";
    public static final String CONFIG_MANIFEST_KEY = "config.manifest";
    public static final String HEADER_KIND = "kind";
    public static final String HEADER_SHA256 = "sha256";
    public static final String HEADER_VERSION = "version";
    public static final String KIND_SHARD = "shard";
    public static final String KIND_MANIFEST = "manifest";

    private BrokerNames() {}

    public static String clicksRoutingKey(String region, int shard) {
        return region + "." + shard;
    }

    public static String clicksQueue(String region) {
        return CLICKS + "." + region;
    }

    /** Binds a region's queue to {@link #CLICKS}, every shard. */
    public static String clicksBinding(String region) {
        return region + ".#";
    }

    public static String configQueue(String region) {
        return CONFIG + "." + region;
    }
}
