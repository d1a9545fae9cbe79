package io.clickway.condition;

import io.clickway.links.proto.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Families of operating systems or browsers, with versions where they are asked for. */
record VersionCheck(Field field, Span[] spans) implements Check {

    private static final String REMEDY = "e.g. Chrome, Chrome 120, Chrome 100..119, Chrome 100.. or Chrome ..99";

    /** From and through are null where the span is open; a span without both takes clicks without version, too. */
    record Span(String family, int @Nullable [] from, int @Nullable [] through) {

        boolean takes(String family, String version) {
            if (!this.family.equalsIgnoreCase(family)) {
                return false;
            }
            if (from == null && through == null) {
                return true;
            }
            return Version.isTold(version)
                    && (from == null || Version.compare(version, from) >= 0)
                    && (through == null || Version.compare(version, through) <= 0);
        }

        private boolean isWithin(Span other) {
            if (!family.equalsIgnoreCase(other.family)) {
                return false;
            }
            if (from == null && through == null) {
                return other.from == null && other.through == null;
            }
            return (other.from == null || from != null && Version.compare(from, 0, other.from, 0) >= 0)
                    && (other.through == null
                            || through != null
                                    && Version.compare(through, Integer.MAX_VALUE, other.through, Integer.MAX_VALUE)
                                            <= 0);
        }

        private boolean isDisjoint(Span other) {
            return !family.equalsIgnoreCase(other.family) || endsBefore(other) || other.endsBefore(this);
        }

        private boolean endsBefore(Span other) {
            return through != null
                    && other.from != null
                    && Version.compare(through, Integer.MAX_VALUE, other.from, 0) < 0;
        }
    }

    static VersionCheck of(Field field, Values values) throws InvalidConditionException {
        List<Span> spans = new ArrayList<>();
        for (var value : values.list()) {
            spans.add(span(values, value));
        }
        return new VersionCheck(field, spans.toArray(Span[]::new));
    }

    private static Span span(Values values, String value) throws InvalidConditionException {
        int space = value.lastIndexOf(' ');
        var last = value.substring(space + 1);
        boolean hasVersion = last.startsWith("..") || Version.isTold(last);
        var family = hasVersion ? value.substring(0, Math.max(space, 0)).strip() : value;
        if (family.isEmpty() || family.contains("..")) {
            throw values.bad(value, "is no family with or without versions", REMEDY);
        }
        if (!hasVersion) {
            return new Span(family, null, null);
        }
        int dots = last.indexOf("..");
        var from = bound(values, value, dots < 0 ? last : last.substring(0, dots));
        var through = bound(values, value, dots < 0 ? last : last.substring(dots + 2));
        if (from == null && through == null) {
            throw values.bad(value, "has neither a first nor a last version", REMEDY);
        }
        if (from != null && through != null && Version.compare(from, 0, through, Integer.MAX_VALUE) > 0) {
            throw values.bad(value, "ends before it begins", "the lower version first");
        }
        return new Span(family, from, through);
    }

    private static int @Nullable [] bound(Values values, String value, String text) throws InvalidConditionException {
        if (text.isEmpty()) {
            return null;
        }
        var bound = Version.parse(text);
        if (bound == null) {
            throw values.bad(value, "has the version '" + text + "' that is no dotted number", REMEDY);
        }
        return bound;
    }

    @Override
    public Answer test(ClickFacts facts) {
        boolean isOs = field == Field.OS;
        var family = isOs ? facts.os() : facts.browser();
        var version = isOs ? facts.osVersion() : facts.browserVersion();
        for (var span : spans) {
            if (span.takes(family, version)) {
                return Answer.YES;
            }
        }
        return Answer.NO;
    }

    @Override
    public boolean isWithin(Check other) {
        return other instanceof VersionCheck that
                && that.field == field
                && Arrays.stream(spans)
                        .allMatch(span -> Arrays.stream(that.spans).anyMatch(span::isWithin));
    }

    @Override
    public boolean isDisjoint(Check other) {
        return other instanceof VersionCheck that
                && that.field == field
                && Arrays.stream(spans)
                        .allMatch(span -> Arrays.stream(that.spans).allMatch(span::isDisjoint));
    }
}
