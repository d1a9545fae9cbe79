package io.clickway.warehouse.store;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** A table that is partitioned by day. */
public enum StoredTable {
    CLICKS,
    WATERMARKS,
    CLIENT_ADDRESSES;

    /** Those of which each row is an event of its own. */
    public static final List<StoredTable> OF_EVENTS = List.of(CLICKS, WATERMARKS);

    public String tableName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The table whose columns, in their order, a new partition has. */
    public String template() {
        return this == CLICKS ? "clicks_template" : tableName();
    }

    /** E.g. {@code clicks_p20261122}; days are days in UTC. */
    public String partition(LocalDate day) {
        return tableName() + "_p" + DateTimeFormatter.BASIC_ISO_DATE.format(day);
    }
}
