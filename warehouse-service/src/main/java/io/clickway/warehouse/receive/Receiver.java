package io.clickway.warehouse.receive;

import io.clickway.retry.Backoff;
import io.clickway.warehouse.fault.FaultLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Runs a reader per region and the warden of queues and bindings, each on a thread of its own. */
public final class Receiver {

    private static final Logger LOG = Logger.getLogger(Receiver.class);
    private static final long SLICE_MILLIS = 50;

    private final Duration stopWithin;
    private final SharedConnection consuming;
    private final SharedConnection declaring;
    private final List<QueueReader> readers = new ArrayList<>();
    private final TopologyWarden warden;
    private final List<Thread> threads = new ArrayList<>();

    /** @param handful bounds of a transaction */
    public Receiver(
            ReceiveSettings settings,
            Handful.Bounds handful,
            BatchStore store,
            DeadLetters.Keeping dead,
            FaultLog faults,
            ReceiveFigures figures) {
        stopWithin = settings.stopWithin();
        consuming = new SharedConnection(settings.brokerUri(), settings.name() + " reads", settings.heartbeat());
        declaring = new SharedConnection(settings.brokerUri(), settings.name() + " declares", settings.heartbeat());
        var backoff = new Backoff(settings.retryFirst(), settings.retryMax());
        int prefetch = prefetch(settings);
        for (var region : settings.regions()) {
            readers.add(new QueueReader(
                    region,
                    name -> new RabbitQueueChannel(consuming.channel(), name, prefetch),
                    store,
                    faults,
                    new QueueReader.Limits(handful, backoff, stopWithin),
                    System::nanoTime,
                    ThreadLocalRandom.current()));
        }
        warden = new TopologyWarden(
                declaring, new Topology(settings.regions()), readers, dead, faults, figures, settings.checkEvery());
    }

    /** As many as are allowed, unless bodies of the largest size would then take more memory than is allowed. */
    static int prefetch(ReceiveSettings settings) {
        return Math.clamp(settings.maxMebibytes() / settings.regions().size(), 1, settings.prefetch());
    }

    public void start() {
        start("topology", warden);
        for (var reader : readers) {
            start("reader-" + reader.region(), () -> drive(reader));
        }
    }

    private void start(String name, Runnable work) {
        threads.add(Thread.ofPlatform().name(name).daemon().start(work));
    }

    private static void drive(QueueReader reader) {
        while (reader.state() != ReaderState.STOPPED) {
            long until = System.nanoTime() + reader.step().toNanos();
            try {
                for (long left = until - System.nanoTime();
                        left > 0 && !reader.isStopping();
                        left = until - System.nanoTime()) {
                    TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(SLICE_MILLIS)));
                }
            } catch (InterruptedException stopped) {
                reader.stop();
            }
        }
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
