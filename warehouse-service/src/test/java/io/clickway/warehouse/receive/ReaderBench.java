package io.clickway.warehouse.receive;

import io.clickway.testkit.PrivateServers;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestBatch;
import io.clickway.warehouse.datapath.TestBroker;
import io.clickway.warehouse.ingest.MessageIngest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The receiver on a queue that is full beforehand: from the first delivery to the last commit. */
public final class ReaderBench {

    private ReaderBench() {}

    public static double rowsPerSecond(PrivateServers servers, Centre centre, List<TestBatch> batches, long clicks)
            throws Exception {
        try (var broker = new TestBroker(servers)) {
            broker.publish(batches);
        }
        var ingest = new MessageIngest(Centre.unpacker(), centre.ingest(), 2);
        var began = new AtomicLong();
        var stored = new AtomicLong();
        var done = new CountDownLatch(1);
        var receiver = new Receiver(
                new TestSettings("bench", servers.get("rabbitmq.centre.uri.warehouse"), List.of("eu")),
                new Handful.Bounds(64, 20_000, 16 << 20, Duration.ofMillis(50).toNanos()),
                (_, some) -> {
                    began.compareAndSet(0, System.nanoTime());
                    if (stored.addAndGet(ingest.store(some).clicks()) >= clicks) {
                        done.countDown();
                    }
                },
                _ -> {},
                centre.faults(),
                new TestFigures());
        receiver.start();
        try {
            if (!done.await(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException("stored " + stored + " of " + clicks);
            }
            return clicks * 1e9 / (System.nanoTime() - began.get());
        } finally {
            receiver.stop();
        }
    }
}
