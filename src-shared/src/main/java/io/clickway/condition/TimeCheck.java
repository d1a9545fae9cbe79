package io.clickway.condition;

import java.util.List;
import java.util.Locale;

/** Days of the week and hours of the day on a zone's clocks: a bit for each minute of a week that begins on Monday. */
record TimeCheck(ZoneOffsets zone, long[] minutes) implements Check {

    private static final String REMEDY = "e.g. mon-fri 09:00-17:00, sat,sun or 22:00-06:00";
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final int DAY_MINUTES = 24 * 60;
    private static final int WEEK_MINUTES = 7 * DAY_MINUTES;
    private static final long DAY_MILLIS = DAY_MINUTES * 60_000L;

    /** The epoch's day was a Thursday. */
    private static final int EPOCH_DAY = 3;

    static TimeCheck of(ZoneOffsets zone, Values values) throws InvalidConditionException {
        var minutes = new long[(WEEK_MINUTES + 63) / 64];
        for (var value : values.list()) {
            add(minutes, values, value);
        }
        return new TimeCheck(zone, minutes);
    }

    private static void add(long[] minutes, Values values, String value) throws InvalidConditionException {
        int space = value.lastIndexOf(' ');
        boolean hasHours = value.indexOf(':') >= 0;
        var days = hasHours ? value.substring(0, Math.max(space, 0)).strip() : value;
        var hours = hasHours ? value.substring(space + 1) : "00:00-24:00";
        int dayBits = days.isEmpty() && hasHours ? 0b111_1111 : days(values, value, days);
        int dash = hours.indexOf('-');
        int from = dash < 0 ? -1 : minute(hours.substring(0, dash));
        int to = dash < 0 ? -1 : minute(hours.substring(dash + 1));
        if (from < 0 || to < 0 || from == to || from == DAY_MINUTES) {
            throw values.bad(value, "is no span of hours", REMEDY);
        }
        int length = to > from ? to - from : to + DAY_MINUTES - from;
        for (int day = 0; day < DAYS.size(); day++) {
            if ((dayBits >> day & 1) != 0) {
                set(minutes, day * DAY_MINUTES + from, length);
            }
        }
    }

    private static void set(long[] minutes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            int minute = i % WEEK_MINUTES;
            minutes[minute >> 6] |= 1L << minute;
        }
    }

    private static int days(Values values, String value, String text) throws InvalidConditionException {
        int bits = 0;
        for (var span : text.toLowerCase(Locale.ROOT).split(",", -1)) {
            int dash = span.indexOf('-');
            int first = DAYS.indexOf((dash < 0 ? span : span.substring(0, dash)).strip());
            int last = dash < 0 ? first : DAYS.indexOf(span.substring(dash + 1).strip());
            if (first < 0 || last < 0) {
                throw values.bad(value, "has a day that is none of " + String.join(", ", DAYS), REMEDY);
            }
            for (int day = first; ; day = (day + 1) % DAYS.size()) {
                bits |= 1 << day;
                if (day == last) {
                    break;
                }
            }
        }
        return bits;
    }

    /** Minutes since midnight, 24:00 included; -1 when it is no time of day. */
    private static int minute(String text) {
        if (text.length() != 5 || text.charAt(2) != ':') {
            return -1;
        }
        int hour = twoDigits(text, 0);
        int minute = twoDigits(text, 3);
        boolean isTime = hour >= 0 && minute >= 0 && minute < 60 && (hour < 24 || hour == 24 && minute == 0);
        return isTime ? hour * 60 + minute : -1;
    }

    private static int twoDigits(String text, int at) {
        int tens = text.charAt(at) - '0';
        int ones = text.charAt(at + 1) - '0';
        return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
    }

    @Override
    public Answer test(ClickFacts facts) {
        long local = zone.local(facts.timeMillis());
        long day = Math.floorDiv(local, DAY_MILLIS);
        int minute = (int) (Math.floorMod(local, DAY_MILLIS) / 60_000)
                + Math.floorMod(day + EPOCH_DAY, DAYS.size()) * DAY_MINUTES;
        return Answer.of((minutes[minute >> 6] >>> minute & 1) != 0);
    }

    @Override
    public boolean isWithin(Check other) {
        return other instanceof TimeCheck that
                && (that.zone == zone && CodeCheck.covers(that.minutes, minutes) || that.isAlways());
    }

    @Override
    public boolean isDisjoint(Check other) {
        return other instanceof TimeCheck that && that.zone == zone && !CodeCheck.overlap(that.minutes, minutes);
    }

    private boolean isAlways() {
        int count = 0;
        for (long word : minutes) {
            count += Long.bitCount(word);
        }
        return count == WEEK_MINUTES;
    }
}
