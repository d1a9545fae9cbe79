package io.clickway.warehouse.report;

import io.clickway.warehouse.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/**
 * Reads a filter: {@code country:DE,AT and not (device:tablet or os:"Mac OS")}. {@code or} binds less than {@code and},
 * {@code and} less than {@code not}. A comma before {@code dimension:} means and, any other begins another value. A value that
 * holds a comma, a quote at its start, {@code and} or {@code or} stands in double quotes, where a backslash takes the next
 * character as it is. Parentheses within a value may stand as they are when they are balanced.
 *
 * <p>Bounded in length, depth and number of values; what is wrong is refused with its place, from 1.
 */
public final class FilterParser {

    static final int MAX_LENGTH = 8_000;
    static final int MAX_DEPTH = 20;
    static final int MAX_VALUES = 1_000;

    private static final String HOW =
            "is written dimension:value, e.g. verdict:human,bot and not (country:DE or os:\"Mac OS\")";
    private static final int SHOWN = 20;

    private final String text;
    private int at;
    private int values;

    private FilterParser(String text) {
        this.text = text;
    }

    /** @param texts all of them must hold; a blank one holds always */
    public static Filter parse(List<String> texts) {
        var parts = new ArrayList<Filter>();
        for (var text : texts) {
            if (!text.isBlank()) {
                parts.add(new FilterParser(text).whole());
            }
        }
        return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
    }

    private Filter whole() {
        if (text.length() > MAX_LENGTH) {
            throw ProblemException.invalid("where", "has more than " + MAX_LENGTH + " characters");
        }
        var filter = either(0);
        if (at < text.length()) {
            throw wrong("what stands here belongs to nothing");
        }
        return filter;
    }

    private Filter either(int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong("it is nested more than " + MAX_DEPTH + " deep");
        }
        var parts = new ArrayList<Filter>();
        do {
            parts.add(all(depth));
        } while (takeWord("or"));
        return parts.size() == 1 ? parts.getFirst() : new Filter.Or(parts);
    }

    private Filter all(int depth) {
        var parts = new ArrayList<Filter>();
        do {
            parts.add(one(depth));
        } while (takeWord("and") || take(','));
        return parts.size() == 1 ? parts.getFirst() : new Filter.And(parts);
    }

    private Filter one(int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong("it is nested more than " + MAX_DEPTH + " deep");
        }
        if (takeWord("not")) {
            return new Filter.Not(one(depth + 1));
        }
        if (take('(')) {
            var inner = either(depth + 1);
            if (!take(')')) {
                throw wrong("a closing parenthesis is missing");
            }
            return inner;
        }
        return anyOf();
    }

    private Filter anyOf() {
        skipBlanks();
        int start = at;
        int colon = nameEnd(at);
        if (colon < 0) {
            throw wrong("a dimension:value is missing");
        }
        var name = text.substring(start, colon);
        var dimension = Dimension.byText(name)
                .orElseThrow(() -> ProblemException.invalid(
                        "where",
                        "has no dimension '" + name + "' (at character " + (start + 1) + "); possible are "
                                + Dimension.all()));
        if (dimension.isTime()) {
            throw ProblemException.invalid("where", "takes no " + name + "; use from and to");
        }
        at = colon + 1;
        var found = new LinkedHashSet<String>();
        do {
            found.add(dimension.value(value()));
            if (++values > MAX_VALUES) {
                throw wrong("there are more than " + MAX_VALUES + " values");
            }
        } while (takeCommaOfValue());
        return new Filter.AnyOf(dimension, found);
    }

    private String value() {
        skipBlanks();
        return at < text.length() && text.charAt(at) == '"' ? quoted() : bare();
    }

    private String quoted() {
        int start = at++;
        var value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at++));
        }
        if (at >= text.length()) {
            at = start;
            throw wrong("the closing quote is missing");
        }
        at++;
        return value.toString();
    }

    private String bare() {
        int start = at;
        int open = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == ',' || c == ')' && open == 0 || c == ' ' && (isWord("and", at) || isWord("or", at))) {
                break;
            }
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            at++;
        }
        if (open > 0) {
            at = start;
            throw wrong("a parenthesis within a value is not closed; put the value in double quotes");
        }
        return text.substring(start, at).strip();
    }

    /** A comma that begins another value, not another dimension. */
    private boolean takeCommaOfValue() {
        skipBlanks();
        if (at >= text.length() || text.charAt(at) != ',') {
            return false;
        }
        int next = at + 1;
        while (next < text.length() && text.charAt(next) == ' ') {
            next++;
        }
        int colon = nameEnd(next);
        if (colon >= 0 && Dimension.byText(text.substring(next, colon)).isPresent()) {
            return false;
        }
        at++;
        return true;
    }

    /** Where the colon behind a name stands; -1 when there is no name. */
    private int nameEnd(int from) {
        int end = from;
        while (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
            end++;
        }
        return end > from && end < text.length() && text.charAt(end) == ':' ? end : -1;
    }

    private boolean take(char c) {
        skipBlanks();
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private boolean takeWord(String word) {
        skipBlanks();
        if (at == 0 || !Character.isWhitespace(text.charAt(at - 1))) {
            // A word needs no blank before it at the start or behind a parenthesis.
            if (at > 0 && "()\",".indexOf(text.charAt(at - 1)) < 0) {
                return false;
            }
        }
        if (!startsWithWord(word, at)) {
            return false;
        }
        at += word.length();
        return true;
    }

    /** Whether blanks and then the word stand here. */
    private boolean isWord(String word, int from) {
        int start = from;
        while (start < text.length() && text.charAt(start) == ' ') {
            start++;
        }
        return startsWithWord(word, start);
    }

    private boolean startsWithWord(String word, int start) {
        int end = start + word.length();
        return text.regionMatches(true, start, word, 0, word.length())
                && (end == text.length() || text.charAt(end) == ' ' || text.charAt(end) == '(');
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private ProblemException wrong(String what) {
        var rest = text.substring(Math.min(at, text.length()));
        var place = rest.isEmpty()
                ? "at its end"
                : "at character %d ('%s')"
                        .formatted(at + 1, rest.length() > SHOWN ? rest.substring(0, SHOWN) + "…" : rest);
        return ProblemException.invalid("where", String.format(Locale.ROOT, "%s; %s %s", HOW, what, place));
    }
}
