package io.clickway.warehouse.receive;

import io.clickway.warehouse.unpack.BatchMessage;
import java.sql.SQLException;
import java.util.List;

/** Where messages are opened and committed. */
@FunctionalInterface
public interface BatchStore {

    /** When it returns everything is committed; when it throws nothing may be acked, and trying again is safe. */
    void store(String region, List<BatchMessage> messages) throws SQLException;
}
