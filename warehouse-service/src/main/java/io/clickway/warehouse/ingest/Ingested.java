package io.clickway.warehouse.ingest;

import io.clickway.id.SourceId;
import io.clickway.warehouse.quarantine.QuarantineCause;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What committed transactions did.
 *
 * @param late events refused because they had been written off
 * @param quarantined events by cause; a message whose number of events is unknown counts as one
 * @param ended sources found dead
 * @param healed events stored that had lain in quarantine
 * @param conflicts events stored that the ledger wrongly held as received
 */
public record Ingested(
        int batches,
        long clicks,
        long watermarks,
        long duplicates,
        long late,
        Map<QuarantineCause, Long> quarantined,
        List<SourceId> ended,
        long healed,
        long conflicts) {

    static final Ingested NOTHING = new Ingested(0, 0, 0, 0, 0, Map.of(), List.of(), 0, 0);

    Ingested plus(Ingested other) {
        var causes = new EnumMap<QuarantineCause, Long>(QuarantineCause.class);
        quarantined.forEach((cause, count) -> causes.merge(cause, count, Long::sum));
        other.quarantined.forEach((cause, count) -> causes.merge(cause, count, Long::sum));
        var allEnded = new ArrayList<>(ended);
        allEnded.addAll(other.ended);
        return new Ingested(
                batches + other.batches,
                clicks + other.clicks,
                watermarks + other.watermarks,
                duplicates + other.duplicates,
                late + other.late,
                causes,
                allEnded,
                healed + other.healed,
                conflicts + other.conflicts);
    }
}
