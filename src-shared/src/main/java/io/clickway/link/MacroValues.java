package io.clickway.link;

import org.jspecify.annotations.Nullable;

/** What stands in for the macros of one click, raw: the template encodes it. */
@FunctionalInterface
public interface MacroValues {

    /** Null or empty when there is none. */
    @Nullable
    String value(Macro macro);

    /** The visitor's query parameter of this name, decoded; null or empty when there is none. */
    default @Nullable String parameter(String name) {
        return null;
    }
}
