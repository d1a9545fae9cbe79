package io.clickway.warehouse.http;

import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import java.util.List;

/** Refuses to let go what others still need, and names them. */
public final class InUse {

    private static final int NAMED = 5;

    private InUse() {}

    /**
     * Refuses with 409 unless there are none.
     *
     * @param users e.g. "campaign spring"
     * @param remedy what to do first
     */
    public static void refuse(List<String> users, String remedy) {
        if (users.isEmpty()) {
            return;
        }
        var named = String.join(", ", users.stream().distinct().limit(NAMED).toList());
        long more = users.stream().distinct().skip(NAMED).count();
        throw ProblemException.of(
                ProblemCode.IN_USE,
                "It is used by " + named + (more > 0 ? " and " + more + " more" : "") + "; " + remedy + ".");
    }
}
