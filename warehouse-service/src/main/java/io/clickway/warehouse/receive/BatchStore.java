package io.clickway.warehouse.receive;

import io.clickway.warehouse.unpack.UnpackedBatch;
import java.sql.SQLException;
import java.util.List;

/** Where batches are committed. */
@FunctionalInterface
public interface BatchStore {

    /** When it returns everything is committed; when it throws nothing may be acked, and trying again is safe. */
    void store(String region, List<UnpackedBatch> batches) throws SQLException;
}
