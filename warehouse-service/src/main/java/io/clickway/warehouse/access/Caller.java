package io.clickway.warehouse.access;

import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.enterprise.context.RequestScoped;
import org.jspecify.annotations.Nullable;

/** Who calls: everything a request reads or writes lies in the workspace of its key. */
@RequestScoped
public class Caller {

    private @Nullable ApiKey key;

    void become(ApiKey known) {
        this.key = known;
    }

    public int workspaceId() {
        return known().workspaceId();
    }

    /** As it stands in trails of who did what. */
    public String keyName() {
        return known().name();
    }

    public boolean isOperator() {
        return known().isOperator();
    }

    /** Refuses with 403 unless the key is an operator's: for what concerns every workspace. */
    public void requireOperator() {
        if (!isOperator()) {
            throw ProblemException.of(ProblemCode.FORBIDDEN, "This concerns every workspace: use an operator's key.");
        }
    }

    private ApiKey known() {
        if (key == null) {
            throw ProblemException.of(ProblemCode.UNAUTHORIZED, ApiKeyFilter.HOW);
        }
        return key;
    }
}
