package io.clickway.rule;

import java.util.List;

/** Weighted destinations to draw from, those of weight 0 left out. */
final class Destinations {

    private final Destination[] drawn;

    /** Sum of the weights up to and with each. */
    private final int[] ends;

    private Destinations(Destination[] drawn, int[] ends) {
        this.drawn = drawn;
        this.ends = ends;
    }

    /** @param destinations at most {@link Limits#DESTINATIONS} of at most {@link Limits#WEIGHT}: the sum fits an int */
    static Destinations of(List<Destination> destinations) {
        var drawn = destinations.stream()
                .filter(destination -> destination.weight() > 0)
                .toArray(Destination[]::new);
        var ends = new int[drawn.length];
        int sum = 0;
        for (int i = 0; i < drawn.length; i++) {
            sum += drawn[i].weight();
            ends[i] = sum;
        }
        return new Destinations(drawn, ends);
    }

    boolean isEmpty() {
        return drawn.length == 0;
    }

    int sum() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    /** @param draw from 0 to below the sum */
    Destination at(int draw) {
        int i = 0;
        while (draw >= ends[i]) {
            i++;
        }
        return drawn[i];
    }
}
