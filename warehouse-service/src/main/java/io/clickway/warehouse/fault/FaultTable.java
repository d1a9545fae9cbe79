package io.clickway.warehouse.fault;

import java.sql.SQLException;
import java.util.List;

/** Where faults are kept. */
public interface FaultTable {

    /** Writes all of them in order, or none. */
    void write(List<FaultChange> changes) throws SQLException;
}
