package io.clickway.event;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a visitor's browser asked for. Each is a bit of the stored signals: only ever add at the end. */
public enum Signal {
    /** Global Privacy Control: {@code Sec-GPC: 1}. */
    GPC,
    /** Do Not Track: {@code DNT: 1}. */
    DNT;

    public int bit() {
        return 1 << ordinal();
    }

    public boolean isIn(int signals) {
        return (signals & bit()) != 0;
    }

    public static Set<Signal> of(int signals) {
        var set = EnumSet.noneOf(Signal.class);
        Arrays.stream(values()).filter(signal -> signal.isIn(signals)).forEach(set::add);
        return set;
    }

    /** As it is written in JSON, e.g. {@code gpc}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
