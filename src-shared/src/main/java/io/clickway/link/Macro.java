package io.clickway.link;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a destination URL may ask for besides the visitor's parameters, written {@code {name}}. Parameters that are known
 * by name stand in {@link UrlParameters}; those of the campaign's traffic source are told to
 * {@link DestinationTemplate#parse}. A macro of this list comes before a parameter of the same name.
 */
public enum Macro {
    /** The id's 26 letters. */
    CLICK_ID("click_id"),
    /** The campaign's slug. */
    CAMPAIGN("campaign"),
    /** The campaign's number. */
    CAMPAIGN_ID("campaign_id"),
    /** The link's slug. */
    LINK("link"),
    /** The name of the rule that took the click; nothing when none did. */
    RULE("rule"),
    /** The offer's slug where the destination is an offer. */
    OFFER("offer"),
    /** The lander's slug where the destination is a lander. */
    LANDER("lander"),
    /** The traffic source's slug. */
    SOURCE("source"),
    /** Two letters, upper case. */
    COUNTRY("country"),
    /** As in conditions: desktop, mobile, tablet, tv, console, bot, other. */
    DEVICE("device"),
    /** The family's name. */
    OS("os"),
    /** The family's name. */
    BROWSER("browser"),
    /** First language the browser asks for, lower case, e.g. "de-at". */
    LANGUAGE("language"),
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

    private static final Macro[] ALL = values();

    private static final Map<String, Macro> BY_NAME =
            Arrays.stream(ALL).collect(Collectors.toUnmodifiableMap(Macro::text, Function.identity()));

    private final String text;

    Macro(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /** 0 for sub1 to 9 for sub10, -1 for any other macro. */
    public int subIndex() {
        return Math.max(-1, ordinal() - SUB1.ordinal());
    }

    public static Optional<Macro> byName(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Without the copy that {@link #values()} makes. */
    static Macro at(int ordinal) {
        return ALL[ordinal];
    }

    static String names() {
        return Arrays.stream(ALL).map(macro -> "{" + macro.text + "}").collect(Collectors.joining(", "));
    }
}
