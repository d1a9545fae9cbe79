package io.clickway.warehouse.problem;

import java.util.List;

/** Ends a request with a {@link Problem}. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    private ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    public static ProblemException of(ProblemCode code, String detail) {
        return new ProblemException(Problem.of(code, detail, List.of()));
    }

    /** The detail names every field and what is wrong with it. */
    public static ProblemException of(ProblemCode code, List<FieldProblem> errors) {
        var detail = new StringBuilder();
        errors.stream()
                .limit(5)
                .forEach(error -> detail.append(detail.isEmpty() ? "" : "; ").append(error.sentence()));
        if (errors.size() > 5) {
            detail.append("; and ").append(errors.size() - 5).append(" more");
        }
        return new ProblemException(Problem.of(code, detail.toString(), errors));
    }

    /** For errors that are one and the same refusal, told in one sentence. */
    public static ProblemException of(ProblemCode code, String detail, List<FieldProblem> errors) {
        return new ProblemException(Problem.of(code, detail, errors));
    }

    /** A 400 for one field, query parameter or header. */
    public static ProblemException invalid(String field, String message) {
        return of(ProblemCode.INVALID, List.of(new FieldProblem(field, message)));
    }

    public static ProblemException notFound(String what) {
        return of(ProblemCode.NOT_FOUND, "There is no " + what + ".");
    }

    public Problem problem() {
        return problem;
    }
}
