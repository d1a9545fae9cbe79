package io.clickway.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A ranked list of families: of the rows whose token is found the first counts. */
final class Families {

    /** Written where a family tells no version. */
    private static final String NO_VERSION = "none";

    /** @param marks numbers of the tokens its version stands behind, the first that is found counts */
    private record Family(String name, int[] marks) {}

    private final List<Family> families = new ArrayList<>();

    /** Adds the list's tokens: each tells its rank, each mark where it was found. */
    static Families read(String list, Vocabulary vocabulary, int group) {
        var read = new Families();
        for (var row : TokenList.read(list)) {
            vocabulary.add(row.get(0), group, read.families.size());
            var marks = row.size() < 3 ? strippedOfSigns(row.get(0)) : row.get(2);
            read.families.add(new Family(
                    row.get(1),
                    Arrays.stream(marks.split(","))
                            .map(String::strip)
                            .filter(mark -> !mark.equals(NO_VERSION))
                            .mapToInt(vocabulary::mark)
                            .toArray()));
        }
        return read;
    }

    private static String strippedOfSigns(String token) {
        return Token.parse(token).text();
    }

    String name(int rank) {
        return rank < families.size() ? families.get(rank).name : Agent.OTHER;
    }

    String version(int rank, Findings findings, String text) {
        if (rank < families.size()) {
            for (int mark : families.get(rank).marks) {
                int at = findings.endOf(mark);
                if (at >= 0) {
                    return Version.read(text, at);
                }
            }
        }
        return "";
    }
}
