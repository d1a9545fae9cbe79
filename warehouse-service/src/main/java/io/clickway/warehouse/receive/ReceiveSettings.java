package io.clickway.warehouse.receive;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;

/** How the warehouse reads from the centre's broker. */
@ConfigMapping(prefix = "warehouse.receive")
public interface ReceiveSettings {

    /** Name of this instance, as the broker lists it; WAREHOUSE_NAME. */
    @NotBlank
    String name();

    /** Regions whose queues are read, e.g. {@code eu,us}; WAREHOUSE_REGIONS. */
    @NotEmpty
    List<@Pattern(regexp = "[a-z0-9-]{1,32}") String> regions();

    /** {@code amqp://user:password@host:port/%2F} of the centre's broker; WAREHOUSE_BROKER_URI. */
    @Pattern(regexp = "amqps?://.+", message = "must be an amqp:// or amqps:// URI")
    String brokerUri();

    /** Messages on their way per region at most: two transactions' worth keeps Postgres busy. */
    @WithDefault("128")
    @Min(1)
    @Max(10_000)
    int prefetch();

    /**
     * MiB on their way in all regions together, were every body as large as a body may be, 1 MiB: lowers the prefetch where
     * there are many regions. The heap must hold it twice, because a body of 1 MiB takes two regions of its collector.
     */
    @WithDefault("64")
    @Min(1)
    @Max(10_000)
    int maxMebibytes();

    /** A peer that is silent for two to three times as long is given up, and what it was given is delivered anew. */
    @WithDefault("6s")
    Duration heartbeat();

    /** How often queues and bindings are declared anew and unrouted messages are brought back. */
    @WithDefault("5s")
    Duration checkEvery();

    /** First and longest wait between two tries to reach the broker or Postgres. */
    @WithDefault("100ms")
    Duration retryFirst();

    @WithDefault("5s")
    Duration retryMax();

    /** How long a stop waits for what was already delivered to be stored and acked. */
    @WithDefault("10s")
    Duration stopWithin();
}
