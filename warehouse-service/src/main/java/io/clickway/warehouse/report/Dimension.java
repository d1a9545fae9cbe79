package io.clickway.warehouse.report;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a report can be broken down and filtered by. */
enum Dimension {
    HOUR(Kind.TIME),
    DAY(Kind.TIME),
    WEEK(Kind.TIME),
    MONTH(Kind.TIME),
    LINK(Kind.NAMED, "links", "link_id"),
    CAMPAIGN(Kind.NAMED, "campaigns", "campaign_id"),
    WORKSPACE(Kind.NAMED, "workspaces", "workspace_id"),
    COUNTRY(Kind.ROLLED_UP),
    REGION(Kind.ROLLED_UP),
    VERDICT(Kind.ROLLED_UP),
    EDGE(Kind.RAW),
    DEVICE(Kind.RAW),
    OS(Kind.RAW),
    BROWSER(Kind.RAW),
    LANGUAGE(Kind.RAW),
    SUB1(Kind.RAW),
    SUB2(Kind.RAW),
    SUB3(Kind.RAW),
    SUB4(Kind.RAW),
    SUB5(Kind.RAW),
    SUB6(Kind.RAW),
    SUB7(Kind.RAW),
    SUB8(Kind.RAW),
    SUB9(Kind.RAW),
    SUB10(Kind.RAW);

    /** How a dimension is answered. */
    enum Kind {
        /** The click's time, cut in the asked zone. */
        TIME,
        /** An id in clicks and rollup; its slug stands in a table of its own. */
        NAMED,
        /** A column of the rollup. */
        ROLLED_UP,
        /** Only raw clicks know it. */
        RAW
    }

    private static final Map<String, Dimension> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Dimension::text, Function.identity()));

    private static final Map<Dimension, String> WORDS = new EnumMap<>(Map.of(
            VERDICT,
            "case %s.verdict when 1 then 'human' when 2 then 'bot' when 3 then 'suspect' when 4 then 'preview' else 'unknown' end",
            DEVICE,
            "case %s.device when 1 then 'desktop' when 2 then 'mobile' when 3 then 'tablet' when 4 then 'tv'"
                    + " when 5 then 'console' when 6 then 'bot' else 'other' end"));

    private final Kind kind;
    private final @Nullable String table;
    private final @Nullable String idColumn;

    Dimension(Kind kind) {
        this(kind, null, null);
    }

    Dimension(Kind kind, @Nullable String table, @Nullable String idColumn) {
        this.kind = kind;
        this.table = table;
        this.idColumn = idColumn;
    }

    static Optional<Dimension> byText(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }

    static String all() {
        return Arrays.stream(values()).map(Dimension::text).collect(Collectors.joining(", "));
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isTime() {
        return kind == Kind.TIME;
    }

    boolean isNamed() {
        return kind == Kind.NAMED;
    }

    boolean isRawOnly() {
        return kind == Kind.RAW;
    }

    /** Region and edge stand in the ledger, not in the raw click. */
    boolean isOfSource() {
        return this == REGION || this == EDGE;
    }

    String table() {
        return named(table);
    }

    String idColumn() {
        return named(idColumn);
    }

    /** The value as text, null never; {@code clicks} and {@code sources} are the aliases it may use. */
    String textExpression(boolean raw) {
        if (isOfSource()) {
            return (raw ? "source." : "click.") + text();
        }
        var words = WORDS.get(this);
        if (words != null) {
            return words.formatted("click");
        }
        return name().startsWith("SUB") ? "coalesce(click." + text() + ", '')" : "click." + text();
    }

    private String named(@Nullable String value) {
        if (value == null) {
            throw new IllegalStateException(this + " has no table of names");
        }
        return value;
    }
}
