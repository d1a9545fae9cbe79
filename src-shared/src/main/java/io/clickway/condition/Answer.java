package io.clickway.condition;

/** Whether a condition holds. */
public enum Answer {
    NO,
    YES,
    /** It asks for more of the address than is kept; never for a click that is being answered. */
    UNTOLD;

    static Answer of(boolean holds) {
        return holds ? YES : NO;
    }

    Answer negated() {
        return switch (this) {
            case NO -> YES;
            case YES -> NO;
            case UNTOLD -> UNTOLD;
        };
    }
}
