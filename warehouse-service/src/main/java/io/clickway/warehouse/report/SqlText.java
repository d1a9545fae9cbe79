package io.clickway.warehouse.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** SQL and the values bound to its question marks, in order. Text that a caller gave only ever stands among the values. */
final class SqlText {

    private final StringBuilder text = new StringBuilder();
    private final List<Object> values = new ArrayList<>();

    static SqlText of(String text, Object... values) {
        return new SqlText().add(text, values);
    }

    static SqlText join(String separator, List<SqlText> parts) {
        var joined = new SqlText();
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                joined.add(separator);
            }
            joined.add(parts.get(i));
        }
        return joined;
    }

    SqlText add(String more, Object... bound) {
        text.append(more);
        Collections.addAll(values, bound);
        return this;
    }

    SqlText add(SqlText more) {
        text.append(more.text);
        values.addAll(more.values);
        return this;
    }

    String text() {
        return text.toString();
    }

    List<Object> values() {
        return List.copyOf(values);
    }
}
