package io.clickway.condition;

/** Names of cities, upper and lower case alike. */
record CityCheck(TextSet names) implements Check {

    static CityCheck of(Values values) throws InvalidConditionException {
        values.requireNoneBlank("a city's name as the database writes it, e.g. Vienna");
        return new CityCheck(new TextSet(values.list(), true));
    }

    @Override
    public Answer test(ClickFacts facts) {
        return Answer.of(names.contains(facts.city()));
    }

    @Override
    public boolean isWithin(Check other) {
        return other instanceof CityCheck that && that.names.containsAll(names);
    }

    @Override
    public boolean isDisjoint(Check other) {
        return other instanceof CityCheck that && that.names.containsNone(names);
    }
}
