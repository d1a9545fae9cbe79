package io.clickway.condition;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Windows of dates on a zone's clocks, as milliseconds since the epoch: [from, to), sorted, none touching another. A day
 * at the end is included; a time of day at the end is the first moment that is not.
 */
record DateCheck(long[] froms, long[] tos) implements Check {

    private static final String REMEDY =
            "e.g. 2026-11-01..2026-11-30 (both days included), 2026-11-01T12:00.., ..2026-12-01 or 2026-11-27";

    private static final int DAY_LENGTH = "2026-11-01".length();
    private static final int MINUTE_LENGTH = "2026-11-01T12:00".length();

    static DateCheck of(ZoneId zone, Values values) throws InvalidConditionException {
        var windows = new long[values.list().size()][];
        int count = 0;
        for (var value : values.list()) {
            windows[count++] = window(zone, values, value);
        }
        Arrays.sort(windows, Comparator.comparingLong(window -> window[0]));
        int merged = 0;
        for (var window : windows) {
            if (merged > 0 && window[0] <= windows[merged - 1][1]) {
                windows[merged - 1][1] = Math.max(windows[merged - 1][1], window[1]);
            } else {
                windows[merged++] = window;
            }
        }
        var froms = new long[merged];
        var tos = new long[merged];
        for (int i = 0; i < merged; i++) {
            froms[i] = windows[i][0];
            tos[i] = windows[i][1];
        }
        return new DateCheck(froms, tos);
    }

    private static long[] window(ZoneId zone, Values values, String value) throws InvalidConditionException {
        int dots = value.indexOf("..");
        var first = dots < 0 ? value : value.substring(0, dots);
        var last = dots < 0 ? value : value.substring(dots + 2);
        if (first.isEmpty() && last.isEmpty() || dots < 0 && value.length() != DAY_LENGTH) {
            throw values.bad(value, "is no day and no window of days", REMEDY);
        }
        long from = moment(zone, values, value, first, false, Long.MIN_VALUE);
        long to = moment(zone, values, value, last, true, Long.MAX_VALUE);
        if (from >= to) {
            throw values.bad(value, "ends before it begins", "the earlier day first");
        }
        return new long[] {from, to};
    }

    private static long moment(ZoneId zone, Values values, String value, String text, boolean isEnd, long open)
            throws InvalidConditionException {
        if (text.isEmpty()) {
            return open;
        }
        var time = time(text, isEnd);
        if (time == null) {
            throw values.bad(value, "has '" + text + "' that is no day and no minute", REMEDY);
        }
        return time.atZone(zone).toInstant().toEpochMilli();
    }

    private static @Nullable LocalDateTime time(String text, boolean isEnd) {
        try {
            if (text.length() == DAY_LENGTH) {
                return LocalDate.parse(text).plusDays(isEnd ? 1 : 0).atStartOfDay();
            }
            return text.length() == MINUTE_LENGTH ? LocalDateTime.parse(text) : null;
        } catch (DateTimeParseException notATime) {
            return null;
        }
    }

    @Override
    public Answer test(ClickFacts facts) {
        int at = windowAt(facts.timeMillis());
        return Answer.of(at >= 0 && facts.timeMillis() < tos[at]);
    }

    /** The last window that has begun at this time, -1 when none has. */
    private int windowAt(long millis) {
        int at = Arrays.binarySearch(froms, millis);
        return at >= 0 ? at : -at - 2;
    }

    @Override
    public boolean isWithin(Check other) {
        if (!(other instanceof DateCheck that)) {
            return false;
        }
        for (int i = 0; i < froms.length; i++) {
            int at = that.windowAt(froms[i]);
            if (at < 0 || that.tos[at] < tos[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean isDisjoint(Check other) {
        if (!(other instanceof DateCheck that)) {
            return false;
        }
        for (int i = 0; i < froms.length; i++) {
            int at = that.windowAt(tos[i] - 1);
            if (at >= 0 && that.tos[at] > froms[i]) {
                return false;
            }
        }
        return true;
    }
}
