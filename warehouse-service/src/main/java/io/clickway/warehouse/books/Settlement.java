package io.clickway.warehouse.books;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What came of one thing: {@code result} is stored, discarded or kept; {@code events} counts what was stored now or became
 * absent; {@code why} tells what still stands against it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Settlement(
        long id, String result, long events, @Nullable String why) {}
