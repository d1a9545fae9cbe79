package io.clickway.forwarder.run;

import io.clickway.forwarder.failpoint.Failpoint;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What the forwarder is told. A value out of its bounds ends the start with a line that names the key. */
@ConfigMapping(prefix = "forwarder")
public interface ForwarderSettings {

    /** This forwarder's name, one per live process in a region: its consumer in the stream's group and its lease. */
    String name();

    /** The region, e.g. {@code eu}; part of routing keys and queue names. Lower-case letters and digits. */
    String region();

    /** The region's Redis, {@code redis[s]://user:password@host:port}. Secret. */
    String redisUri();

    /** The region's broker, {@code amqp[s]://user:password@host:port/%2F}. Secret. */
    String brokerUri();

    /**
     * A folder of this instance's own on a local disk, whose lock proves a killed predecessor dead: its lease is then taken
     * over at once. Without one a restart waits until that lease has ended.
     */
    Optional<Path> dataDir();

    /** Entries read at once, at most, 1 to 10,000; fewer when they are large. */
    @WithDefault("256")
    int readCount();

    Control control();

    Batch batch();

    Window window();

    Broker broker();

    Lease lease();

    /** How long a stop waits for the last confirms. */
    @WithDefault("5s")
    Duration drainTimeout();

    /** Test hook: end the process as kill -9 would, once this step is reached: after_publish, after_confirm, after_ack. */
    Optional<Failpoint.Step> failpoint();

    /** The centre's broker, from which the link configuration comes. */
    interface Control {

        /** Name or address. */
        String host();

        @WithDefault("5671")
        int port();

        /** Whether it is spoken to by TLS. */
        @WithDefault("false")
        boolean tls();

        String username();

        /** Secret. */
        String password();
    }

    /** When a batch is closed, and how it is compressed. */
    interface Batch {

        /** Before compression, up to 1,000,000 bytes; a larger single entry is a batch of its own. */
        @WithDefault("256K")
        MemorySize bytes();

        /** 1 to 20,000. */
        @WithDefault("1000")
        int events();

        /**
         * Since its first entry, at most, while another is in flight; and so long after a read that emptied the stream the
         * next one waits, so that entries share a batch. 0 to 10 s.
         */
        @WithDefault("40ms")
        Duration age();

        /** Of zstd, 1 to 9. */
        @WithDefault("1")
        int compression();
    }

    /** What may be in flight; beyond it nothing is read. */
    interface Window {

        /** 1 to 1,000. */
        @WithDefault("64")
        int batches();

        /** Compressed, at least 1 MiB. */
        @WithDefault("32M")
        MemorySize bytes();
    }

    /** Patience with the region's broker. */
    interface Broker {

        /** Silence while confirms are awaited, after which the connection is given up. */
        @WithDefault("5s")
        Duration confirmTimeout();

        /** Until a connection is ready. */
        @WithDefault("15s")
        Duration openTimeout();
    }

    /** The lease on the name, and the taking over from forwarders that lost theirs. */
    interface Lease {

        /** Lives this long without being prolonged: so long a crashed forwarder's entries wait. 2 s to 60 s. */
        @WithDefault("10s")
        Duration time();

        /** Between looks at other consumers. */
        @WithDefault("3s")
        Duration takeoverInterval();

        /** A consumer without lease and without pending entries is deleted after this silence; 1 min or more. */
        @WithDefault("10m")
        Duration forgetAfter();
    }
}
