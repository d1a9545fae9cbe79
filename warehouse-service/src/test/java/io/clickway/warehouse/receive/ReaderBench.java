package io.clickway.warehouse.receive;

import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestBroker;
import io.clickway.warehouse.ingest.Ingested;
import io.clickway.warehouse.unpack.BatchMessage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Receivers on queues that are full beforehand: from the first delivery to the last commit. */
public final class ReaderBench {

    private static final int PUBLISHED_AT_ONCE = 200;

    private ReaderBench() {}

    /** What an instance does with a handful. */
    @FunctionalInterface
    public interface Store {
        Ingested store(List<BatchMessage> messages) throws SQLException;
    }

    public static void publish(PrivateServers servers, List<TestBatch> batches) {
        try (var broker = new TestBroker(servers)) {
            for (int from = 0; from < batches.size(); from += PUBLISHED_AT_ONCE) {
                broker.publish(batches.subList(from, Math.min(batches.size(), from + PUBLISHED_AT_ONCE)));
            }
        } catch (Exception failed) {
            throw new IllegalStateException("the broker did not take all batches", failed);
        }
    }

    /** @param instances each reads all the queues by a receiver of its own */
    public static double seconds(
            PrivateServers servers, Centre centre, List<String> regions, long clicks, List<Store> instances)
            throws Exception {
        var began = new AtomicLong();
        var stored = new AtomicLong();
        var done = new CountDownLatch(1);
        var receivers = new ArrayList<Receiver>();
        for (var instance : instances) {
            receivers.add(new Receiver(
                    new TestSettings(
                            "bench " + receivers.size(), servers.get("rabbitmq.centre.uri.warehouse"), regions),
                    InstanceMain.BOUNDS,
                    (_, some) -> {
                        began.compareAndSet(0, System.nanoTime());
                        if (stored.addAndGet(instance.store(some).clicks()) >= clicks) {
                            done.countDown();
                        }
                    },
                    _ -> {},
                    centre.faults(),
                    new TestFigures()));
        }
        receivers.forEach(Receiver::start);
        try {
            if (!done.await(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException("stored " + stored + " of " + clicks);
            }
            return (System.nanoTime() - began.get()) / 1e9;
        } finally {
            receivers.forEach(Receiver::stop);
        }
    }
}
