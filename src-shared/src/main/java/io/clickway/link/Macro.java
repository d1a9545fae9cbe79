package io.clickway.link;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a destination URL may ask for, written {@code {name}}. */
public enum Macro {
    CLICK_ID("click_id"),
    SUB1("sub1"),
    SUB2("sub2"),
    SUB3("sub3"),
    SUB4("sub4"),
    SUB5("sub5"),
    SUB6("sub6"),
    SUB7("sub7"),
    SUB8("sub8"),
    SUB9("sub9"),
    SUB10("sub10");

    /** A click carries sub1 to this number. */
    public static final int SUBS = 10;

    private static final Map<String, Macro> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Macro::text, Function.identity()));

    private final String text;

    Macro(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** 0 for sub1 to 9 for sub10, -1 for any other macro. */
    public int subIndex() {
        return ordinal() - SUB1.ordinal();
    }

    public static Optional<Macro> byName(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    static String names() {
        return Arrays.stream(values()).map(macro -> "{" + macro.text + "}").collect(Collectors.joining(", "));
    }
}
