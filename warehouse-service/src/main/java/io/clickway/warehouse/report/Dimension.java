package io.clickway.warehouse.report;

import io.clickway.warehouse.problem.ProblemException;
import io.clickway.warehouse.rollup.Cube.Column;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a report can be broken down and filtered by. */
public enum Dimension {
    HOUR(Kind.TIME),
    DAY(Kind.TIME),
    WEEK(Kind.TIME),
    MONTH(Kind.TIME),
    HOUR_OF_WEEK(Kind.TIME),
    LINK(Kind.NAMED, "link_id", Column.LINK, new Names("links", "link_id", "slug")),
    CAMPAIGN(Kind.NAMED, "campaign_id", Column.CAMPAIGN, new Names("campaigns", "campaign_id", "slug")),
    SOURCE(Kind.NAMED, "traffic_source_id", Column.TRAFFIC_SOURCE, new Names("traffic_sources", "source_id", "slug")),
    OFFER(Kind.NAMED, "offer_id", Column.OFFER, new Names("offers", "offer_id", "slug")),
    LANDER(Kind.NAMED, "lander_id", Column.LANDER, new Names("landers", "lander_id", "slug")),
    RULE(Kind.NAMED, "rule_id", Column.RULE, new Names("rules", "rule_id", "name")),
    WORKSPACE(Kind.NAMED, "workspace_id", null, new Names("workspaces", "workspace_id", "slug")),
    COUNTRY(Kind.TEXT, "country", Column.COUNTRY, null),
    CONTINENT(Kind.TEXT),
    REGION(Kind.TEXT),
    EDGE(Kind.TEXT),
    SUBDIVISION(Kind.TEXT),
    CITY(Kind.TEXT),
    ASN(Kind.NUMBER),
    DEVICE(Kind.WORD, "device", Column.DEVICE, null),
    OS(Kind.TEXT, "os", Column.OS, null),
    BROWSER(Kind.TEXT, "browser", Column.BROWSER, null),
    LANGUAGE(Kind.TEXT),
    REFERRER_HOST(Kind.TEXT),
    VERDICT(Kind.WORD),
    CURRENCY(Kind.TEXT, "currency", Column.CURRENCY, null),
    SUB1(Kind.TEXT),
    SUB2(Kind.TEXT),
    SUB3(Kind.TEXT),
    SUB4(Kind.TEXT),
    SUB5(Kind.TEXT),
    SUB6(Kind.TEXT),
    SUB7(Kind.TEXT),
    SUB8(Kind.TEXT),
    SUB9(Kind.TEXT),
    SUB10(Kind.TEXT),
    UTM_SOURCE(Kind.TEXT),
    UTM_MEDIUM(Kind.TEXT),
    UTM_CAMPAIGN(Kind.TEXT),
    UTM_CONTENT(Kind.TEXT),
    UTM_TERM(Kind.TEXT);

    /** What its values are. */
    enum Kind {
        /** Labels of the click's time in the asked zone. */
        TIME,
        /** Ids in clicks and cubes; the answer has the names of a table. */
        NAMED,
        /** A number for each of a few words. */
        WORD,
        TEXT,
        /** A number, null when not known. */
        NUMBER
    }

    /** Where the names of ids stand. */
    record Names(String table, String id, String name) {}

    private static final Map<String, Dimension> BY_TEXT =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Dimension::text, Function.identity()));

    private static final List<String> VERDICTS = List.of("unknown", "human", "bot", "suspect", "preview");
    private static final List<String> DEVICES = List.of("other", "desktop", "mobile", "tablet", "tv", "console", "bot");
    private static final long MAX_ASN = 4_294_967_295L;

    private final Kind kind;
    private final String column;
    private final @Nullable Column cubeColumn;
    private final @Nullable Names names;

    Dimension(Kind kind) {
        this.kind = kind;
        this.column = name().toLowerCase(Locale.ROOT);
        this.cubeColumn = null;
        this.names = null;
    }

    Dimension(Kind kind, String column, @Nullable Column cubeColumn, @Nullable Names names) {
        this.kind = kind;
        this.column = column;
        this.cubeColumn = cubeColumn;
        this.names = names;
    }

    public static Optional<Dimension> byText(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }

    static String all() {
        return Arrays.stream(values()).map(Dimension::text).collect(Collectors.joining(", "));
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    Kind kind() {
        return kind;
    }

    public boolean isTime() {
        return kind == Kind.TIME;
    }

    /** Of a cube and of {@code clicks_whole}, but for {@link #isOfSource}. */
    String column() {
        return column;
    }

    /** Empty when every cube has it, or none. */
    Optional<Column> cubeColumn() {
        return Optional.ofNullable(cubeColumn);
    }

    /** Verdict and region only in those that are split by them. */
    boolean isInEveryCube() {
        return switch (this) {
            case HOUR, DAY, WEEK, MONTH, HOUR_OF_WEEK, WORKSPACE, REGION, VERDICT -> true;
            default -> false;
        };
    }

    /** Region and edge stand in the ledger, not in the raw click. */
    boolean isOfSource() {
        return this == REGION || this == EDGE;
    }

    Optional<Names> names() {
        return Optional.ofNullable(names);
    }

    /** The words of a dimension of that kind, each at its number. */
    List<String> words() {
        return this == VERDICT ? VERDICTS : this == DEVICE ? DEVICES : List.of();
    }

    /** A value of a filter as it is compared; refused with 400 when it can't be one. */
    String value(String given) {
        return switch (this) {
            case COUNTRY, CONTINENT, CURRENCY -> given.toUpperCase(Locale.ROOT);
            case REFERRER_HOST -> given.toLowerCase(Locale.ROOT);
            case VERDICT, DEVICE -> {
                if (!words().contains(given)) {
                    throw ProblemException.invalid(
                            "where",
                            "has no " + text() + " '" + given + "'; possible are "
                                    + words().stream().sorted().collect(Collectors.joining(", ")));
                }
                yield given;
            }
            case ASN -> asn(given);
            default -> given;
        };
    }

    private static String asn(String given) {
        try {
            if (given.isEmpty()) {
                return given;
            }
            long number = Long.parseLong(given);
            if (number > 0 && number <= MAX_ASN) {
                return Long.toString(number);
            }
        } catch (NumberFormatException notANumber) {
            // refused below
        }
        throw ProblemException.invalid("where", "has no asn '" + given + "'; it is a number such as 64496");
    }
}
