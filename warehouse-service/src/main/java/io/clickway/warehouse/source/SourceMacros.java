package io.clickway.warehouse.source;

import io.clickway.warehouse.http.DestinationUrls;
import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parameters of traffic sources, which destinations may use as macros. Within the caller's transaction. */
public final class SourceMacros {

    private SourceMacros() {}

    /** Of one source; none when there is none. */
    public static Set<String> of(@Nullable Integer sourceId) {
        return sourceId == null ? Set.of() : names("source_id = :number", sourceId);
    }

    /** Of any of the workspace's sources: for what serves several campaigns. */
    public static Set<String> ofWorkspace(int workspaceId) {
        return names("workspace_id = :number and archived_at is null", workspaceId);
    }

    @SuppressWarnings("unchecked") // a native query has no type
    private static Set<String> names(String where, int number) {
        List<String> names = TrafficSource.getEntityManager()
                .createNativeQuery("""
                        select distinct parameter ->> 'name'
                        from traffic_sources
                        cross join jsonb_array_elements(parameters) as parameter
                        where %s
                        """.formatted(where), String.class)
                .setParameter("number", number)
                .getResultList();
        return Set.copyOf(names);
    }

    /** Names the field whose URL has a macro that is none. */
    public static Optional<FieldProblem> fault(String field, @Nullable String url, Collection<String> macros) {
        return url == null
                ? Optional.empty()
                : DestinationUrls.fault(url, macros).map(fault -> new FieldProblem(field, fault));
    }

    public static void require(String field, @Nullable String url, Collection<String> macros) {
        fault(field, url, macros).ifPresent(fault -> {
            throw ProblemException.of(ProblemCode.INVALID, List.of(fault));
        });
    }
}
