package io.clickway.warehouse.shape;

import org.jspecify.annotations.Nullable;

/**
 * A URL without the values of its click, e.g. {@code /demo?sub1=␁a&gclid=␁N}. A cut is a control character for the way the
 * value was written ({@link Coding}) and what stood there: {@code a} to {@code j} for sub1 to sub10, {@code N} for the
 * parameter whose name stands before it, {@code P} and a name for another one, {@code I} for the click id's 26 letters,
 * {@code C} and a digit for the cost with so many decimals. Only whole values between {@code =} and {@code &} are cut, and the
 * click id wherever it stands. For one thread, one URL after the other.
 */
public final class UrlShape {

    static final char ID = 'I';
    static final char NAMED = 'N';
    static final char PARAMETER = 'P';
    static final char COST = 'C';
    static final char FIRST_SUB = 'a';
    private static final char LAST_SUB = 'j';
    private static final int DECIMALS = 6;
    private static final long[] TENS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

    private final StringBuilder out = new StringBuilder(512);
    private final StringBuilder rebuilt = new StringBuilder(512);
    private boolean hasLeftover;

    /** Where the next parameter is looked for first: most stand in the URL in the order of the click. */
    private int near;

    /**
     * The path and query that were asked for.
     *
     * @return null when it can't be rebuilt exactly
     */
    public @Nullable String ofTarget(String target, ClickValues values) {
        return of(target, values, false);
    }

    /** Where the visitor was sent: values may stand under other names there, and the click id anywhere. */
    public @Nullable String ofDestination(String destination, ClickValues values) {
        return of(destination, values, true);
    }

    /** Whether a value of the last URL differs from the one that is stored under its name, and stands in the shape. */
    public boolean hasLeftover() {
        return hasLeftover;
    }

    private @Nullable String of(String url, ClickValues values, boolean isDestination) {
        out.setLength(0);
        hasLeftover = false;
        if (holdsMarks(url)) {
            return null;
        }
        int at = url.indexOf('?') + 1;
        int end = url.indexOf('#');
        end = end < 0 ? url.length() : end;
        if (at == 0 || at > end) {
            at = end;
        }
        var id = isDestination ? values.id().toString() : null;
        append(url, 0, at, id);
        near = 0;
        while (at < end) {
            int next = url.indexOf('&', at);
            next = next < 0 || next > end ? end : next;
            int equals = url.indexOf('=', at);
            if (equals < 0 || equals >= next - 1) {
                append(url, at, next, id);
            } else {
                out.append(url, at, equals + 1);
                if (!cutNamed(url, at, equals, next, values)
                        && !(isDestination && cutOther(url, equals + 1, next, values))) {
                    append(url, equals + 1, next, id);
                }
            }
            if (next < end) {
                out.append('&');
            }
            at = next + 1;
        }
        append(url, end, url.length(), id);
        var shape = out.toString();
        return rebuild(shape, values).equals(url) ? shape : null;
    }

    private static boolean holdsMarks(String url) {
        // Six searches of the platform take less time than one loop over the characters.
        for (char mark = 0; mark <= Coding.END; mark++) {
            if (url.indexOf(mark) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** As it is, but for the click id. */
    private void append(String url, int from, int to, @Nullable String id) {
        int at = from;
        if (id != null) {
            for (int found = url.indexOf(id, at);
                    found >= 0 && found + id.length() <= to;
                    found = url.indexOf(id, at)) {
                out.append(url, at, found).append(Coding.AS_IS.mark()).append(ID);
                at = found + id.length();
            }
        }
        out.append(url, at, to);
    }

    /** The value of the sub or parameter of that name, or the cost. */
    private boolean cutNamed(String url, int from, int equals, int to, ClickValues values) {
        int sub = ClickValues.subIndex(url, from, equals);
        if (sub >= 0) {
            boolean isCut = cutSub(url, equals + 1, to, values, sub);
            hasLeftover |= !isCut;
            return isCut;
        }
        int index = values.indexOf(url, from, equals, near);
        if (index < 0) {
            return cutCost(url, equals + 1, to, values.costMicros());
        }
        near = index + 1;
        var coding = Coding.of(url, equals + 1, to, values.values().get(index));
        if (coding == null) {
            hasLeftover = true;
            return false;
        }
        out.append(coding.mark()).append(NAMED);
        return true;
    }

    private boolean cutSub(String url, int from, int to, ClickValues values, int sub) {
        var coding = values.sub(sub).isEmpty() ? null : Coding.of(url, from, to, values.sub(sub));
        if (coding == null) {
            return false;
        }
        out.append(coding.mark()).append((char) (FIRST_SUB + sub));
        return true;
    }

    private boolean cutCost(String url, int from, int to, long micros) {
        if (micros < 0) {
            return false;
        }
        int point = url.indexOf('.', from);
        int decimals = point < 0 || point >= to ? 0 : to - point - 1;
        if (decimals > DECIMALS || micros % TENS[DECIMALS - decimals] != 0) {
            return false;
        }
        var text = cost(micros, decimals);
        if (text.length() != to - from || !url.startsWith(text, from)) {
            return false;
        }
        out.append(Coding.AS_IS.mark()).append(COST).append((char) ('0' + decimals));
        return true;
    }

    static String cost(long micros, int decimals) {
        long whole = micros / TENS[DECIMALS];
        if (decimals == 0) {
            return Long.toString(whole);
        }
        long fraction = micros % TENS[DECIMALS] / TENS[DECIMALS - decimals];
        // The leading one keeps the zeros behind the point.
        return whole + "." + Long.toString(TENS[decimals] + fraction).substring(1);
    }

    /** Some sub or parameter, whatever its name. */
    private boolean cutOther(String url, int from, int to, ClickValues values) {
        for (int sub = 0; sub < values.subs().size(); sub++) {
            if (cutSub(url, from, to, values, sub)) {
                return true;
            }
        }
        for (int i = 0; i < values.names().size(); i++) {
            var value = values.values().get(i);
            var coding = value.isEmpty() || holdsMarks(values.names().get(i)) ? null : Coding.of(url, from, to, value);
            if (coding != null) {
                out.append(coding.mark())
                        .append(PARAMETER)
                        .append(values.names().get(i))
                        .append(Coding.END);
                return true;
            }
        }
        return false;
    }

    /** The URL again. What a shape asks for and the click hasn't is left out: then it wasn't made of this click. */
    public String rebuild(String shape, ClickValues values) {
        rebuilt.setLength(0);
        near = 0;
        int plain = 0;
        for (int i = 0; i < shape.length(); i++) {
            if (shape.charAt(i) >= Coding.END) {
                continue;
            }
            var coding = Coding.marked(shape.charAt(i));
            if (coding == null || i + 1 == shape.length()) {
                continue;
            }
            rebuilt.append(shape, plain, i);
            plain = put(shape, i, coding, values);
            i = plain - 1;
        }
        return rebuilt.append(shape, plain, shape.length()).toString();
    }

    /** @return where the shape goes on */
    private int put(String shape, int mark, Coding coding, ClickValues values) {
        char what = shape.charAt(mark + 1);
        int next = mark + 2;
        switch (what) {
            case ID -> rebuilt.append(values.id());
            case COST -> rebuilt.append(cost(values.costMicros(), shape.charAt(next++) - '0'));
            case NAMED -> {
                int from = Math.max(shape.lastIndexOf('&', mark), shape.indexOf('?')) + 1;
                putParameter(shape, from, mark - 1, coding, values);
            }
            case PARAMETER -> {
                int end = shape.indexOf(Coding.END, next);
                putParameter(shape, next, end, coding, values);
                next = end + 1;
            }
            default -> {
                if (what >= FIRST_SUB && what <= LAST_SUB) {
                    coding.write(rebuilt, values.sub(what - FIRST_SUB));
                }
            }
        }
        return next;
    }

    private void putParameter(String shape, int from, int to, Coding coding, ClickValues values) {
        int index = values.indexOf(shape, from, to, near);
        if (index >= 0) {
            near = index + 1;
            coding.write(rebuilt, values.values().get(index));
        }
    }
}
