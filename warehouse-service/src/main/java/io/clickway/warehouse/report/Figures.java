package io.clickway.warehouse.report;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What was counted for a group, or for all of them.
 *
 * @param prior clicks of the period before
 * @param micros cost in millionths of a currency
 * @param currencies none, one, or several
 */
record Figures(
        long clicks,
        long bots,
        long prior,
        BigDecimal micros,
        Currencies currencies,
        @Nullable Long visitors) {

    static final Figures NOTHING = new Figures(0, 0, 0, BigDecimal.ZERO, Currencies.AT_MOST_ONE, 0L);

    /** Costs of several currencies have no sum. */
    enum Currencies {
        AT_MOST_ONE,
        SEVERAL
    }

    /** Null when there are several currencies. */
    @Nullable
    BigDecimal cost() {
        if (currencies == Currencies.SEVERAL) {
            return null;
        }
        var cost = micros.movePointLeft(6).stripTrailingZeros();
        return cost.scale() < 0 ? cost.setScale(0) : cost;
    }

    /** What is left of these when a group is taken away; visitors of several groups may be the same and are not told. */
    Figures without(Figures group) {
        return new Figures(
                clicks - group.clicks,
                bots - group.bots,
                prior - group.prior,
                micros.subtract(group.micros),
                currencies,
                null);
    }
}
