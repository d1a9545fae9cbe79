package io.clickway.warehouse.run;

import io.clickway.warehouse.fault.FaultLog;
import io.clickway.warehouse.rollup.DriftCheck;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Says so when the cubes are not the sum of their clicks, whoever asked for the comparison. */
final class DriftAlarm implements Consumer<DriftCheck.Checked> {

    private static final Logger LOG = Logger.getLogger(DriftAlarm.class);
    private static final String CENTRE = "centre";
    private static final String FAULT = "rollup-drift";

    private final FaultLog faults;

    DriftAlarm(FaultLog faults) {
        this.faults = faults;
    }

    @Override
    public void accept(DriftCheck.Checked checked) {
        if (checked.drifted() == 0) {
            faults.healed(CENTRE, FAULT);
            return;
        }
        var detail = checked.drifted() + " of " + checked.cells() + " cells are not the sum of their clicks: "
                + String.join("; ", checked.details()) + "; POST /api/rollups/recount counts a day anew";
        LOG.error(detail);
        faults.began(CENTRE, "warehouse", FAULT, detail);
    }
}
