package io.clickway.warehouse.benchmark;

import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.dictionary.Dictionaries;
import io.clickway.warehouse.dictionary.DictionarySettings;
import io.clickway.warehouse.ingest.BatchIngest;
import io.clickway.warehouse.ingest.MessageIngest;
import io.clickway.warehouse.ingest.PostgresTransactions;
import io.clickway.warehouse.ingest.StoreTransactions;
import io.clickway.warehouse.partition.PostgresPartitions;
import io.clickway.warehouse.receive.ReaderBench;
import javax.sql.DataSource;

/** The data path of one instance, put together as the process does it, on pooled sessions. Its caches live as long as it. */
final class Ingests {

    private static final int AT_ONCE = 2;

    /** The defaults of {@link DictionarySettings}. */
    private static final int REMEMBERED = 131_072;

    private static final int SIGHTED = 524_288;
    private static final int ADDED_PER_HOUR = 20_000;

    private final SimulatedClock clock = new SimulatedClock();
    private final StoreTransactions transactions;
    private final MessageIngest messages;

    Ingests(DataSource pool) {
        var dictionaries =
                new Dictionaries(pool, new DictionarySettings.Fixed(REMEMBERED, SIGHTED, ADDED_PER_HOUR), clock);
        transactions = new PostgresTransactions(pool, new PostgresPartitions(pool), dictionaries, _ -> {});
        messages = new MessageIngest(Centre.unpacker(), new BatchIngest(transactions, _ -> {}), AT_ONCE);
    }

    /** Told how far the clicks are that are stored. */
    SimulatedClock clock() {
        return clock;
    }

    MessageIngest messages() {
        return messages;
    }

    ReaderBench.Store store() {
        return messages::store;
    }

    Stages stages() {
        return new Stages(Centre.unpacker(), transactions);
    }
}
