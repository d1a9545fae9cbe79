package io.clickway.warehouse.lookup;

import io.clickway.event.proto.Decision;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The decision as it was stored with a click, put together again. */
final class StoredDecision {

    private StoredDecision() {}

    /** Empty when the edge told none. */
    static Optional<Decision> of(ResultSet row) throws SQLException {
        int outcome = row.getInt("outcome");
        if (row.wasNull()) {
            return Optional.empty();
        }
        var decision = Decision.newBuilder()
                .setOutcomeValue(outcome)
                .setLinkRevision(row.getInt("link_revision"))
                .setRuleId(row.getInt("rule_id"))
                .setDestinationId(row.getInt("destination_id"))
                .setOfferId(row.getInt("offer_id"))
                .setLanderId(row.getInt("lander_id"))
                .setDraw(row.getInt("draw"));
        var passed = row.getArray("passed");
        if (passed != null) {
            var pairs = (Integer[]) passed.getArray();
            for (int i = 0; i + 1 < pairs.length; i += 2) {
                decision.addPassedBuilder().setRuleId(pairs[i]).setCondition(pairs[i + 1]);
            }
        }
        return Optional.of(decision.build());
    }
}
