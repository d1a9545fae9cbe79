package io.clickway.edge.click;

import io.clickway.event.ClickFlag;
import io.clickway.event.proto.Parameter;
import io.clickway.link.Macro;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of one click, read in one pass: sub1 … sub10 and the cost are lifted out, of the others the first 64 are
 * kept, the first of a name wins. One per click, for one thread.
 */
final class Query {

    static final int MAX_PARAMETERS = 64;
    static final int MAX_CHARS = 256;

    /** With all other fields at their bounds an event stays below EventFrame.MAX_EVENT_BYTES. */
    private static final int MAX_PARAMETER_BYTES = 24 * 1024;

    private final TextMender mender;
    private final @Nullable String[] subs = new @Nullable String[Macro.SUBS];
    private final List<Parameter> parameters = new ArrayList<>();
    private @Nullable String cost;
    private @Nullable String currency;
    private int parameterBytes;

    private Query(TextMender mender) {
        this.mender = mender;
    }

    static Query parse(ClickTarget target, TextMender mender) {
        var query = new Query(mender);
        var uri = target.uri();
        int end = target.queryEnd();
        for (int at = target.queryStart(); at < end; ) {
            int next = indexOf(uri, '&', at, end);
            if (next > at) {
                int equals = indexOf(uri, '=', at, next);
                var name = mender.query(uri, at, equals, MAX_CHARS);
                var value = mender.query(uri, Math.min(equals + 1, next), next, MAX_CHARS);
                query.take(name, value);
            }
            at = next + 1;
        }
        return query;
    }

    private static int indexOf(String text, char wanted, int from, int to) {
        int found = text.indexOf(wanted, from, to);
        return found < 0 ? to : found;
    }

    private void take(String name, String value) {
        int sub = subIndex(name);
        if (sub >= 0) {
            if (subs[sub] == null) {
                subs[sub] = value;
            } else {
                mender.flag(ClickFlag.PARAMETER_REPEATED);
            }
        } else if (name.equals("cost") && cost == null) {
            cost = value;
        } else if (name.equals("currency") && currency == null) {
            currency = value;
        } else {
            keep(name, value);
        }
    }

    private void keep(String name, String value) {
        for (var parameter : parameters) {
            if (parameter.getName().equals(name)) {
                mender.flag(ClickFlag.PARAMETER_REPEATED);
                return;
            }
        }
        int bytes = utf8Length(name) + utf8Length(value);
        if (parameters.size() == MAX_PARAMETERS || parameterBytes + bytes > MAX_PARAMETER_BYTES) {
            mender.flag(ClickFlag.PARAMETERS_DROPPED);
            return;
        }
        parameterBytes += bytes;
        parameters.add(Parameter.newBuilder().setName(name).setValue(value).build());
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

    /** The value of sub1 at 0; null when it wasn't given. */
    @Nullable
    String sub(int index) {
        return subs[index];
    }

    /** sub1 … without the empty ones at the end. */
    List<String> subs() {
        int last = subs.length;
        while (last > 0 && isEmpty(subs[last - 1])) {
            last--;
        }
        return Arrays.stream(subs, 0, last).map(sub -> sub == null ? "" : sub).toList();
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    /** What the click cost; null when cost or currency can't be read, which then stay parameters like any other. */
    @Nullable
    Cost liftCost() {
        var amount = cost;
        var code = currency;
        if (amount != null && code != null) {
            var lifted = Cost.parse(amount, code);
            if (lifted != null) {
                return lifted;
            }
        }
        if (amount != null) {
            keep("cost", amount);
        }
        if (code != null) {
            keep("currency", code);
        }
        return null;
    }

    List<Parameter> parameters() {
        return parameters;
    }
}
