package io.clickway.condition;

import java.util.ArrayList;
import java.util.List;

/** The values of a condition while they are being read: names field and value when one is refused. */
record Values(String field, List<String> list) {

    static final int MAX = 1000;
    static final int MAX_CHARS = 256;

    Values {
        list = List.copyOf(list);
    }

    /** Without the blanks around them. */
    static Values of(String field, List<String> raw, int max) throws InvalidConditionException {
        var values = new Values(field, List.of());
        if (raw.isEmpty()) {
            throw values.refusal("has no values; give at least one");
        }
        if (raw.size() > max) {
            throw values.refusal("has " + raw.size() + " values, at most " + max + " are allowed; split the rule");
        }
        var list = new ArrayList<String>();
        for (var value : raw) {
            if (value.length() > MAX_CHARS) {
                throw values.bad(
                        value.substring(0, 20) + "…", "is longer than " + MAX_CHARS + " characters", "a shorter one");
            }
            list.add(value.strip());
        }
        return new Values(field, list);
    }

    void requireNoneBlank(String remedy) throws InvalidConditionException {
        for (var value : list) {
            if (value.isEmpty()) {
                throw bad(value, "is empty", remedy);
            }
        }
    }

    InvalidConditionException refusal(String what) {
        return new InvalidConditionException(field + " " + what);
    }

    /** @param remedy goes on from "write" */
    InvalidConditionException bad(String value, String why, String remedy) {
        return refusal("value '" + value + "' " + why + "; write " + remedy);
    }
}
