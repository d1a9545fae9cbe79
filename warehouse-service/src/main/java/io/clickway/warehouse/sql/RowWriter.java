package io.clickway.warehouse.sql;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an answer, row by row. Keeps nothing of a row that is written. */
interface RowWriter {

    /** @param cells as Postgres writes them, in the order of the columns; null for null */
    void row(List<@Nullable String> cells) throws IOException;

    /** All rows are written; {@code isTruncated} when there were more than wanted. */
    void end(long rows, boolean isTruncated) throws IOException;

    /** What the answer says of itself before it is broken off; forms that have no place for it say nothing. */
    void breakOff(String why) throws IOException;
}
