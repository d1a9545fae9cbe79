package io.clickway.warehouse.store;

import java.time.LocalDate;

/** A day in UTC of a table: where rows are copied to. */
public record StoredDay(StoredTable table, LocalDate day) implements Comparable<StoredDay> {

    public String partition() {
        return table.partition(day);
    }

    @Override
    public int compareTo(StoredDay other) {
        int byTable = table.compareTo(other.table);
        return byTable != 0 ? byTable : day.compareTo(other.day);
    }
}
