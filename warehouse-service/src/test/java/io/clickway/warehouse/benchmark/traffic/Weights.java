package io.clickway.warehouse.benchmark.traffic;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws numbers from 0 by their weights. Immutable. */
final class Weights {

    private final double[] sums;

    private Weights(double[] weights) {
        sums = weights.clone();
        Arrays.parallelPrefix(sums, Double::sum);
    }

    static Weights of(double... weights) {
        return new Weights(weights);
    }

    /** The n-th is drawn {@code n^exponent} times more rarely than the first. */
    static Weights zipf(int count, double exponent) {
        var weights = new double[count];
        for (int i = 0; i < count; i++) {
            weights[i] = Math.pow(i + 1, -exponent);
        }
        return new Weights(weights);
    }

    int draw(SplittableRandom random) {
        int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
        return Math.min(sums.length - 1, found < 0 ? -found - 1 : found + 1);
    }

    double total() {
        return sums[sums.length - 1];
    }

    /** As many equal ones would be as hard to guess: e to the entropy. */
    double effective() {
        double entropy = 0;
        for (int i = 0; i < sums.length; i++) {
            double share = (sums[i] - (i == 0 ? 0 : sums[i - 1])) / total();
            entropy -= share == 0 ? 0 : share * Math.log(share);
        }
        return Math.exp(entropy);
    }
}
