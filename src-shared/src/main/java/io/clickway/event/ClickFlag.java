package io.clickway.event;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What was cut or mended on a click before it was kept. Each is a bit of the stored flags: only ever add at the end. */
public enum ClickFlag {
    TARGET_CUT,
    USER_AGENT_CUT,
    REFERRER_CUT,
    PARAMETER_CUT,
    PARAMETERS_DROPPED,
    PARAMETER_REPEATED,
    ENCODING_MENDED,
    MACRO_UNRESOLVED,
    CLIENT_ADDRESS_UNREADABLE,
    CLOCK_WENT_BACK,
    LOAD_SHED,
    /** Parameters of the visitor that the destination had no room for. */
    QUERY_NOT_PASSED;

    public int bit() {
        return 1 << ordinal();
    }

    public boolean isIn(int flags) {
        return (flags & bit()) != 0;
    }

    public static Set<ClickFlag> of(int flags) {
        var set = EnumSet.noneOf(ClickFlag.class);
        Arrays.stream(values()).filter(flag -> flag.isIn(flags)).forEach(set::add);
        return set;
    }

    /** As it is written in JSON, e.g. {@code target-cut}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
