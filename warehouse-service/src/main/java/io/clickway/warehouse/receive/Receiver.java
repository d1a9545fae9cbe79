package io.clickway.warehouse.receive;

import io.clickway.retry.Backoff;
import io.clickway.warehouse.fault.FaultLog;
import io.clickway.warehouse.unpack.BatchUnpacker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jboss.logging.Logger;

/** Runs a reader per region and the warden of queues and bindings, each on a thread of its own. */
public final class Receiver {

    private static final Logger LOG = Logger.getLogger(Receiver.class);

    private final Duration stopWithin;
    private final SharedConnection consuming;
    private final SharedConnection declaring;
    private final List<QueueReader> readers = new ArrayList<>();
    private final TopologyWarden warden;
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param handful bounds of a transaction
     * @param broughtBack told how many unrouted messages were published again
     */
    public Receiver(
            ReceiveSettings settings,
            Handful.Bounds handful,
            BatchUnpacker unpacker,
            BatchStore store,
            FaultLog faults,
            IntConsumer broughtBack) {
        stopWithin = settings.stopWithin();
        consuming = new SharedConnection(settings.brokerUri(), settings.name() + " reads", settings.heartbeat());
        declaring = new SharedConnection(settings.brokerUri(), settings.name() + " declares", settings.heartbeat());
        var limits = new QueueReader.Limits(
                settings.prefetch(), handful, new Backoff(settings.retryFirst(), settings.retryMax()), stopWithin);
        for (var region : settings.regions()) {
            readers.add(new QueueReader(region, consuming, unpacker, store, faults, limits));
        }
        warden = new TopologyWarden(
                declaring, new Topology(settings.regions()), readers, faults, broughtBack, settings.checkEvery());
    }

    public void start() {
        start("topology", warden);
        for (var reader : readers) {
            start("reader-" + reader.region(), reader);
        }
    }

    private void start(String name, Runnable work) {
        threads.add(Thread.ofPlatform().name(name).daemon().start(work));
    }

    /** Returns when what was delivered is stored and acked, or the time for it is over. */
    public void stop() {
        warden.stop();
        readers.forEach(QueueReader::stop);
        long deadline = System.nanoTime() + stopWithin.toNanos();
        try {
            for (var thread : threads) {
                thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        if (threads.stream().anyMatch(Thread::isAlive)) {
            LOG.warn("stopping before everything in hand was acked; the broker delivers it again");
        }
        consuming.close();
        declaring.close();
    }

    /** What the reader of each region does: connecting, reading, waiting-for-store or stopped. */
    public Map<String, String> states() {
        var states = new TreeMap<String, String>();
        readers.forEach(reader -> states.put(reader.region(), reader.state().code()));
        return states;
    }
}
