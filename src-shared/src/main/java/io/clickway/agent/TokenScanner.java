package io.clickway.agent;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * Finds all of a fixed list of tokens in one pass over a text, case-insensitively: an Aho-Corasick automaton with its
 * transitions in one table. Its time is linear in the text whatever stands there. Thread-safe.
 */
final class TokenScanner {

    /** Told of each token that is found, by its place in the list; {@code end} is the index behind it. */
    interface Finds {
        void found(int token, int end);
    }

    private static final int[] NONE = {};
    private static final int ASCII = 128;

    private final Token[] tokens;
    private final int[] classOf = new int[ASCII];
    private final int classes;
    /** State times classes plus character class leads to the next state; -1 only while it is built. */
    private final short[] next;
    /** Per state the tokens that end there. */
    private final int[][] ending;

    TokenScanner(List<Token> list) {
        tokens = list.toArray(Token[]::new);
        classes = classify();
        int most = 1 + list.stream().mapToInt(token -> token.text().length()).sum();
        if (most > Short.MAX_VALUE) {
            throw new IllegalArgumentException(most + " states are more than " + Short.MAX_VALUE);
        }
        var tree = new short[most * classes];
        Arrays.fill(tree, (short) -1);
        var leaves = new int[most][];
        Arrays.fill(leaves, NONE);
        int states = plant(tree, leaves);
        next = Arrays.copyOf(tree, states * classes);
        ending = Arrays.copyOf(leaves, states);
        link(states);
        silenceSwallowers();
    }

    private int classify() {
        int used = 1;
        for (var token : tokens) {
            for (char c : token.text().toCharArray()) {
                if (classOf[c] == 0) {
                    classOf[c] = used;
                    classOf[Character.toUpperCase(c)] = used++;
                }
            }
        }
        return used;
    }

    /** @return how many states it takes, since tokens share their beginnings */
    private int plant(short[] tree, int[][] leaves) {
        int states = 1;
        for (int number = 0; number < tokens.length; number++) {
            int state = 0;
            for (char c : tokens[number].text().toCharArray()) {
                int slot = state * classes + classOf[c];
                if (tree[slot] < 0) {
                    tree[slot] = (short) states++;
                }
                state = tree[slot];
            }
            leaves[state] = joined(leaves[state], number);
        }
        return states;
    }

    /** Breadth first: each state's failure state lies nearer to the root and is complete before it is used. */
    private void link(int states) {
        var fallback = new short[states];
        var queue = new ArrayDeque<Short>();
        for (int c = 0; c < classes; c++) {
            if (next[c] < 0) {
                next[c] = 0;
            } else {
                queue.add(next[c]);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            for (int c = 0; c < classes; c++) {
                int slot = state * classes + c;
                short beyond = next[fallback[state] * classes + c];
                if (next[slot] < 0) {
                    next[slot] = beyond;
                } else {
                    fallback[next[slot]] = beyond;
                    inherit(next[slot], beyond);
                    queue.add(next[slot]);
                }
            }
        }
    }

    private void inherit(int state, int from) {
        for (int number : ending[state]) {
            if (tokens[number].swallows()) {
                return;
            }
        }
        ending[state] = joined(ending[state], ending[from]);
    }

    /** They are there for what they keep others from; nobody asks for themselves. */
    private void silenceSwallowers() {
        for (int state = 0; state < ending.length; state++) {
            ending[state] = Arrays.stream(ending[state])
                    .filter(number -> !tokens[number].swallows())
                    .toArray();
        }
    }

    private static int[] joined(int[] some, int... more) {
        if (more.length == 0) {
            return some;
        }
        var both = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, both, some.length, more.length);
        return both;
    }

    void scan(String text, Finds finds) {
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            state = next[state * classes + (c < ASCII ? classOf[c] : 0)];
            for (int number : ending[state]) {
                var token = tokens[number];
                if (token.holdsAt(text, i + 1 - token.text().length(), i + 1)) {
                    finds.found(number, i + 1);
                }
            }
        }
    }
}
