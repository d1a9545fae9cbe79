package io.clickway.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All tokens of all lists, each with the group it belongs to and its rank there. */
final class Vocabulary {

    /** The group of marks; their rank is the mark's number. */
    static final int MARKS = -1;

    private final List<Token> tokens = new ArrayList<>();
    private final List<Integer> groups = new ArrayList<>();
    private final List<Integer> ranks = new ArrayList<>();
    private final Map<String, Integer> marks = new LinkedHashMap<>();

    void add(String written, int group, int rank) {
        tokens.add(Token.parse(written));
        groups.add(group);
        ranks.add(rank);
    }

    /** @return the number of a text behind which a version may stand */
    int mark(String written) {
        return marks.computeIfAbsent(written, text -> {
            add(text, MARKS, marks.size());
            return marks.size();
        });
    }

    List<Token> tokens() {
        return List.copyOf(tokens);
    }

    int[] groups() {
        return groups.stream().mapToInt(Integer::intValue).toArray();
    }

    int[] ranks() {
        return ranks.stream().mapToInt(Integer::intValue).toArray();
    }

    int markCount() {
        return marks.size();
    }
}
