package io.clickway.warehouse.http;

import io.clickway.warehouse.problem.FieldProblem;
import io.clickway.warehouse.problem.ProblemCode;
import io.clickway.warehouse.problem.ProblemException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses query parameters that a path doesn't take: a filter that is misspelt would answer with everything. What a path takes
 * is what its method declares; a method that takes the whole query judges it itself.
 */
final class UnknownParameters {

    private final Map<Method, Optional<SortedSet<String>>> known = new ConcurrentHashMap<>();

    @ServerRequestFilter
    void refuse(ContainerRequestContext request, ResourceInfo resource) {
        var given = request.getUriInfo().getQueryParameters().keySet();
        var method = resource.getResourceMethod();
        if (given.isEmpty() || method == null) {
            return;
        }
        known.computeIfAbsent(method, UnknownParameters::namesOf).ifPresent(names -> {
            var unknown = given.stream()
                    .filter(name -> !names.contains(name))
                    .sorted()
                    .toList();
            if (!unknown.isEmpty()) {
                var possible = names.isEmpty() ? "this path takes none" : "known are " + String.join(", ", names);
                throw ProblemException.of(
                        ProblemCode.INVALID,
                        unknown.stream()
                                .map(name -> new FieldProblem(name, "is unknown; " + possible))
                                .toList());
            }
        });
    }

    /** Empty when the method takes the whole query. */
    static Optional<SortedSet<String>> namesOf(Method method) {
        if (Arrays.asList(method.getParameterTypes()).contains(UriInfo.class)) {
            return Optional.empty();
        }
        var names = new TreeSet<String>();
        for (var parameter : method.getParameters()) {
            name(parameter).ifPresent(names::add);
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                Stream.of(parameter.getType().getDeclaredFields())
                        .forEach(field -> name(field).ifPresent(names::add));
            }
        }
        return Optional.of(names);
    }

    private static Optional<String> name(AnnotatedElement element) {
        return Optional.ofNullable(element.getAnnotation(QueryParam.class)).map(QueryParam::value);
    }
}
