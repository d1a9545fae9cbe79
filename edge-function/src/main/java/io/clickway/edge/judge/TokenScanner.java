package io.clickway.edge.judge;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * Finds all of a fixed list of tokens in one pass over a text, case-insensitively: an Aho-Corasick automaton with its
 * transitions in one table. Its time is linear in the text whatever stands there. Thread-safe.
 */
final class TokenScanner {

    private final int[] classOf = new int[128];
    private final int classes;
    private final short[] next;
    private final long[][] found;
    private final int words;

    /** @param tokens lower-case ASCII; a token's place in the list is its number */
    TokenScanner(List<String> tokens) {
        words = (tokens.size() + 63) / 64;
        int used = 1;
        for (var token : tokens) {
            for (int i = 0; i < token.length(); i++) {
                char c = token.charAt(i);
                if (classOf[c] == 0) {
                    classOf[c] = used;
                    classOf[Character.toUpperCase(c)] = used++;
                }
            }
        }
        classes = used;
        int states = 1 + tokens.stream().mapToInt(String::length).sum();
        next = new short[states * classes];
        found = new long[states][];
        Arrays.fill(next, (short) -1);
        addAll(tokens);
        link(states);
    }

    private void addAll(List<String> tokens) {
        int states = 1;
        for (int number = 0; number < tokens.size(); number++) {
            int state = 0;
            for (int i = 0; i < tokens.get(number).length(); i++) {
                int slot = state * classes + classOf[tokens.get(number).charAt(i)];
                if (next[slot] < 0) {
                    next[slot] = (short) states++;
                }
                state = next[slot];
            }
            if (found[state] == null) {
                found[state] = new long[words];
            }
            found[state][number / 64] |= 1L << number;
        }
    }

    /** Breadth first: each state's failure state lies nearer to the root and is complete before it is used. */
    private void link(int states) {
        var fallback = new int[states];
        var queue = new ArrayDeque<Integer>();
        for (int c = 0; c < classes; c++) {
            if (next[c] < 0) {
                next[c] = 0;
            } else {
                queue.add((int) next[c]);
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
                    queue.add((int) next[slot]);
                }
            }
        }
    }

    private void inherit(int state, int from) {
        if (found[from] != null) {
            if (found[state] == null) {
                found[state] = new long[words];
            }
            for (int word = 0; word < words; word++) {
                found[state][word] |= found[from][word];
            }
        }
    }

    /** Bit n of the answer stands for token n. */
    long[] scan(String text) {
        var hits = new long[words];
        int state = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            state = next[state * classes + (c < 128 ? classOf[c] : 0)];
            var here = found[state];
            if (here != null) {
                for (int word = 0; word < words; word++) {
                    hits[word] |= here[word];
                }
            }
        }
        return hits;
    }
}
