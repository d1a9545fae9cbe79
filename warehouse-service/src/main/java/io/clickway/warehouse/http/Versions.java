package io.clickway.warehouse.http;

import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.ws.rs.core.EntityTag;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** ETags: the version of an entity in quotes. */
public final class Versions {

    private Versions() {}

    public static EntityTag tag(int version) {
        return new EntityTag(Integer.toString(version));
    }

    /** Refuses with 412 when If-Match names other versions only. Without the header a change is allowed. */
    public static void requireMatch(@Nullable String ifMatch, int version) {
        if (ifMatch == null || ifMatch.isBlank()) {
            return;
        }
        boolean matches = Arrays.stream(ifMatch.split(","))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.equals("\"" + version + "\""));
        if (!matches) {
            throw ProblemException.of(
                    ProblemCode.PRECONDITION_FAILED,
                    "If-Match does not name the current version, \"" + version + "\"; read it again.");
        }
    }
}
