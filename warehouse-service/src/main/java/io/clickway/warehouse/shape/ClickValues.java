package io.clickway.warehouse.shape;

import io.clickway.id.ClickId;
import io.clickway.link.Macro;
import java.util.List;

/**
 * What is stored with a click and may stand in its URLs.
 *
 * @param subs sub1 to sub10 as far as there are any, empty for one that wasn't given
 * @param names of the other parameters, each once
 * @param values of the other parameters, in the same order
 * @param costMicros millionths, or {@link #NO_COST}
 */
public record ClickValues(ClickId id, List<String> subs, List<String> names, List<String> values, long costMicros) {

    public static final long NO_COST = Long.MIN_VALUE;

    String sub(int index) {
        return index < subs.size() ? subs.get(index) : "";
    }

    /** 0 for sub1 to 9 for sub10; -1 for any other name. */
    static int subIndex(String text, int from, int to) {
        int digits = to - from - 3;
        if (digits < 1 || digits > 2 || !text.startsWith("sub", from)) {
            return -1;
        }
        char first = text.charAt(from + 3);
        if (digits == 2) {
            return first == '1' && text.charAt(from + 4) == '0' ? Macro.SUBS - 1 : -1;
        }
        return first >= '1' && first <= '9' ? first - '1' : -1;
    }

    /** Place of the parameter of this name; -1 when there is none. Looked for from {@code near} on, then before. */
    int indexOf(String text, int from, int to, int near) {
        int count = names.size();
        for (int i = 0; i < count; i++) {
            int index = near + i < count ? near + i : near + i - count;
            var name = names.get(index);
            if (name.length() == to - from && text.startsWith(name, from)) {
                return index;
            }
        }
        return -1;
    }
}
