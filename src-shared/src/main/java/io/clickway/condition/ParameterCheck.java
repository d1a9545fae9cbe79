package io.clickway.condition;

import io.clickway.links.proto.Match;
import java.util.List;

/** A query parameter's value, upper and lower case told apart. What stands in {@code texts}, {@code match} says. */
record ParameterCheck(String name, Match match, TextSet texts, List<Glob> globs) implements Check {

    private static final int MAX_NAME = 256;

    static ParameterCheck of(String name, Match match, List<String> raw) throws InvalidConditionException {
        var field = "parameter '" + name + "'";
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new InvalidConditionException(
                    "parameter has no name of 1 to " + MAX_NAME + " characters; name the query parameter it asks for");
        }
        if (match == Match.PRESENT) {
            if (!raw.isEmpty()) {
                throw new InvalidConditionException(field + " has values though it only asks whether it is present;"
                        + " leave them out or match equals");
            }
            return new ParameterCheck(name, match, new TextSet(List.of(), false), List.of());
        }
        var values = Values.of(field, raw, Values.MAX);
        if (match == Match.CONTAINS || match == Match.GLOB) {
            for (var text : raw) {
                if (text.isEmpty()) {
                    throw values.bad("", "is empty", "some characters, or match equals");
                }
            }
        } else if (match != Match.EQUALS) {
            throw new InvalidConditionException(
                    field + " has no known match; use one of equals, contains, glob, present");
        }
        // The texts as they were written: a blank counts here.
        return new ParameterCheck(
                name,
                match,
                new TextSet(raw, false),
                match == Match.GLOB ? raw.stream().distinct().map(Glob::new).toList() : List.of());
    }

    @Override
    public Answer test(ClickFacts facts) {
        var value = facts.parameter(name);
        return Answer.of(value != null && takes(value));
    }

    private boolean takes(String value) {
        return switch (match) {
            case EQUALS -> texts.contains(value);
            case CONTAINS -> containsOne(value);
            case GLOB -> matchesOne(value);
            case PRESENT -> true;
            case UNRECOGNIZED -> false;
        };
    }

    private boolean containsOne(String value) {
        var needles = texts.texts();
        for (int i = 0; i < needles.size(); i++) {
            if (value.contains(needles.get(i))) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesOne(String value) {
        for (int i = 0; i < globs.size(); i++) {
            if (globs.get(i).matches(value)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isWithin(Check other) {
        if (!(other instanceof ParameterCheck that) || !that.name.equals(name)) {
            return false;
        }
        if (that.match == Match.PRESENT) {
            return true;
        }
        return switch (match) {
            case EQUALS -> texts.texts().stream().allMatch(that::takes);
            case CONTAINS ->
                that.match == Match.CONTAINS && texts.texts().stream().allMatch(that::takes);
            case GLOB -> that.match == Match.GLOB && that.texts.containsAll(texts);
            case PRESENT, UNRECOGNIZED -> false;
        };
    }

    @Override
    public boolean isDisjoint(Check other) {
        if (!(other instanceof ParameterCheck that) || !that.name.equals(name)) {
            return false;
        }
        if (match == Match.EQUALS) {
            return texts.texts().stream().noneMatch(that::takes);
        }
        return that.match == Match.EQUALS && that.texts.texts().stream().noneMatch(this::takes);
    }
}
