package io.clickway.warehouse.dictionary;

import io.clickway.warehouse.unpack.UnpackedEvent.ClickEvent;

/** Numbers of a click's values in the dictionaries. What has none stands in the row. */
public final class References {

    /** Of a row that carries everything itself. */
    public static final References NONE = new References();

    private final int[] numbers = new int[Group.values().length];
    private boolean keepsDestination;
    private boolean keepsTarget;
    private int subs;
    private long parameters;
    private int querySaves;

    References() {}

    /** References of the clicks of one transaction. */
    @FunctionalInterface
    public interface Book {
        Book EMPTY = _ -> NONE;

        References of(ClickEvent click);
    }

    /** 0 when the row carries the values itself. */
    public int number(Group group) {
        return numbers[group.ordinal()];
    }

    public boolean has(Group group) {
        return numbers[group.ordinal()] != 0;
    }

    /** Whether the destination's shape stands with the route. */
    public boolean keepsDestination() {
        return keepsDestination;
    }

    /** Whether the target's shape stands with the query. */
    public boolean keepsTarget() {
        return keepsTarget;
    }

    /** Whether the query holds this sub, 0 for sub1. */
    public boolean keepsSub(int index) {
        return (subs & 1 << index) != 0;
    }

    /** Whether the query holds the parameter at this place of the click. */
    public boolean keepsParameter(int index) {
        return index < Long.SIZE && (parameters & 1L << index) != 0;
    }

    void set(Group group, int number) {
        numbers[group.ordinal()] = number;
    }

    void setRoute(int number, boolean withDestination) {
        set(Group.ROUTES, number);
        keepsDestination = withDestination;
    }

    /** Of several the one that spares the row most. */
    void setQuery(int number, QueryPart part) {
        if (has(Group.QUERIES) && part.saved() <= querySaves) {
            return;
        }
        querySaves = part.saved();
        set(Group.QUERIES, number);
        keepsTarget = part.target() != null;
        subs = part.subs();
        parameters = part.parameters();
    }
}
