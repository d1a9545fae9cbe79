package io.clickway.warehouse.ledger;

import java.util.Locale;

/** How far a source is in its life. It only goes forward, unless one that was given up for lost is heard of again. */
public enum SourceState {
    OPEN,
    /** It takes no more clicks but still has some to hand over. */
    DRAINING,
    /** It said its last word. */
    CLOSED,
    /** It died without a last word; its successor vouches that nothing more comes. */
    ENDED;

    /** Whether the source makes no more events. */
    public boolean isOver() {
        return this == CLOSED || this == ENDED;
    }

    SourceState orLater(SourceState other) {
        return other.compareTo(this) > 0 ? other : this;
    }

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SourceState ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
