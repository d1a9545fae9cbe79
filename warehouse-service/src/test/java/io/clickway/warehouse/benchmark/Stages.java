package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.ingest.BatchIngest;
import io.clickway.warehouse.ingest.Ingested;
import io.clickway.warehouse.ingest.StoreTransaction;
import io.clickway.warehouse.ingest.StoreTransactions;
import io.clickway.warehouse.unpack.BatchMessage;
import io.clickway.warehouse.unpack.BatchUnpacker;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Tells where the time of ingestion goes: unpacking, each question to the transaction, and what is left, which is sorting,
 * tallying and waiting for nobody. Steps that the transaction gains later show up by themselves. Thread-safe.
 */
final class Stages {

    private final Map<String, LongAdder> nanos = new ConcurrentHashMap<>();
    private final BatchUnpacker unpacker;
    private final BatchIngest ingest;

    Stages(BatchUnpacker unpacker, StoreTransactions transactions) {
        this.unpacker = unpacker;
        this.ingest = new BatchIngest(watched(StoreTransactions.class, transactions), _ -> {});
    }

    Ingested store(List<BatchMessage> messages) throws SQLException {
        long began = System.nanoTime();
        var unpacked = messages.stream().map(unpacker::unpack).toList();
        long opened = System.nanoTime();
        add("unpack", opened - began);
        var ingested = ingest.store(unpacked);
        add("all", System.nanoTime() - began);
        return ingested;
    }

    /** Microseconds per click, the longest stage first; {@code rest} is what no stage accounts for. */
    Map<String, Double> microsPerClick(long clicks) {
        var micros = new TreeMap<String, Double>();
        nanos.forEach((stage, sum) -> micros.put(stage, sum.sum() / 1e3 / clicks));
        double all = micros.getOrDefault("all", 0.0);
        double known = micros.values().stream().mapToDouble(each -> each).sum() - all;
        micros.put("rest", all - known);
        return micros;
    }

    private void add(String stage, long spent) {
        nanos.computeIfAbsent(stage, _ -> new LongAdder()).add(spent);
    }

    private <T> T watched(Class<T> type, T target) {
        InvocationHandler handler = (_, method, arguments) -> {
            long began = System.nanoTime();
            try {
                var answer = method.invoke(target, arguments);
                return answer instanceof StoreTransaction transaction
                        ? watched(StoreTransaction.class, transaction)
                        : answer;
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            } finally {
                add(method.getName(), System.nanoTime() - began);
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
