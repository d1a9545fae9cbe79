package io.clickway.edge.click;

import io.clickway.event.ClickFlag;
import io.clickway.link.Macro;
import io.clickway.rule.TrafficSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one click, read in one pass: sub1 … sub10 and the cost are lifted out, of the others the first 64 are
 * kept, the first of a name wins. For one thread, one click after the other.
 */
final class Query {

    static final int MAX_PARAMETERS = 64;
    static final int MAX_CHARS = 256;

    /** With all other fields at their bounds an event stays below EventFrame.MAX_EVENT_BYTES. */
    private static final int MAX_PARAMETER_BYTES = 24 * 1024;

    private static final String CURRENCY = "currency";

    private final TextMender mender;
    private final @Nullable String[] subs = new @Nullable String[Macro.SUBS];
    private final String[] names = new String[MAX_PARAMETERS];
    private final String[] values = new String[MAX_PARAMETERS];
    private int count;
    private int parameterBytes;
    private @Nullable String costText;
    private @Nullable String currencyText;
    private @Nullable Cost cost;

    Query(TextMender mender) {
        this.mender = mender;
        Arrays.fill(names, "");
        Arrays.fill(values, "");
    }

    void read(ClickTarget target, TrafficSource source) {
        Arrays.fill(subs, null);
        count = 0;
        parameterBytes = 0;
        costText = null;
        currencyText = null;
        var uri = target.uri();
        int end = target.queryEnd();
        boolean isBare = mender.isBare(uri, target.queryStart(), end);
        for (int at = target.queryStart(); at < end; ) {
            int next = indexOf(uri, '&', at, end);
            if (next > at) {
                int equals = indexOf(uri, '=', at, next);
                var name = mender.query(uri, at, equals, isBare, MAX_CHARS);
                var value = mender.query(uri, Math.min(equals + 1, next), next, isBare, MAX_CHARS);
                take(name, value, source);
            }
            at = next + 1;
        }
        liftCost(source);
        fillSubs(source);
    }

    private static int indexOf(String text, char wanted, int from, int to) {
        int found = text.indexOf(wanted, from, to);
        return found < 0 ? to : found;
    }

    private void take(String name, String value, TrafficSource source) {
        int sub = subIndex(name);
        if (sub >= 0) {
            if (subs[sub] == null) {
                subs[sub] = value;
            } else {
                mender.flag(ClickFlag.PARAMETER_REPEATED);
            }
        } else if (costText == null && name.equals(source.costParameter())) {
            costText = value;
        } else if (currencyText == null && name.equals(CURRENCY)) {
            currencyText = value;
        } else {
            keep(name, value);
        }
    }

    private void keep(String name, String value) {
        for (int i = 0; i < count; i++) {
            if (names[i].equals(name)) {
                mender.flag(ClickFlag.PARAMETER_REPEATED);
                return;
            }
        }
        int bytes = utf8Length(name) + utf8Length(value);
        if (count == MAX_PARAMETERS || parameterBytes + bytes > MAX_PARAMETER_BYTES) {
            mender.flag(ClickFlag.PARAMETERS_DROPPED);
            return;
        }
        parameterBytes += bytes;
        names[count] = name;
        values[count++] = value;
    }

    /** What can't be read as a cost stays a parameter like any other. */
    private void liftCost(TrafficSource source) {
        var amount = costText;
        var currency = currencyText != null ? currencyText : source.currency();
        cost = amount == null || currency.isEmpty() ? null : Cost.parse(amount, currency);
        if (cost == null && amount != null) {
            keep(source.costParameter(), amount);
        }
        if (cost == null && currencyText != null) {
            keep(CURRENCY, currencyText);
        }
    }

    /** A sub that stands in the URL itself goes before one that a parameter of the source stands for. */
    private void fillSubs(TrafficSource source) {
        if (source.subs().isEmpty()) {
            return;
        }
        for (int i = 0; i < count; i++) {
            var sub = source.subs().get(names[i]);
            if (sub != null && subs[sub - 1] == null) {
                subs[sub - 1] = values[i];
            }
        }
    }

    /** 0 for sub1 to 9 for sub10, -1 for any other name. */
    private static int subIndex(String name) {
        if (!name.startsWith("sub") || name.length() < 4 || name.length() > 5) {
            return -1;
        }
        char digit = name.charAt(3);
        if (name.length() == 5) {
            return digit == '1' && name.charAt(4) == '0' ? 9 : -1;
        }
        return digit >= '1' && digit <= '9' ? digit - '1' : -1;
    }

    private static int utf8Length(String text) {
        int length = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length += c < 0x80 ? 0 : c < 0x800 ? 1 : 2;
        }
        return length;
    }

    /** The value of sub1 at 0; empty when it wasn't given. */
    String sub(int index) {
        var sub = subs[index];
        return sub == null ? "" : sub;
    }

    /** How many of sub1 … are kept: up to the last that isn't empty. */
    int subCount() {
        int last = subs.length;
        while (last > 0 && sub(last - 1).isEmpty()) {
            last--;
        }
        return last;
    }

    /** As it will be kept; null when it isn't, and for a sub that is empty. */
    @Nullable
    String parameter(String name) {
        int sub = subIndex(name);
        if (sub >= 0) {
            return sub(sub).isEmpty() ? null : sub(sub);
        }
        for (int i = 0; i < count; i++) {
            if (names[i].equals(name)) {
                return values[i];
            }
        }
        return null;
    }

    /** What the click cost; null when it isn't told, or not readably. */
    @Nullable
    Cost cost() {
        return cost;
    }

    int count() {
        return count;
    }

    String name(int index) {
        return names[index];
    }

    String value(int index) {
        return values[index];
    }
}
