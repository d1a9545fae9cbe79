package io.clickway.condition;

/**
 * The values of a condition, compiled. {@link #isWithin} and {@link #isDisjoint} compare with another one of the same
 * field (and parameter); true is certain, false may also mean that it isn't known.
 */
sealed interface Check
        permits AddressCheck,
                CityCheck,
                CodeCheck,
                DateCheck,
                HostCheck,
                LanguageCheck,
                NumberCheck,
                ParameterCheck,
                RegionCheck,
                TimeCheck,
                VersionCheck {

    Answer test(ClickFacts facts);

    /** Every click that this one takes, the other takes, too. */
    boolean isWithin(Check other);

    /** No click is taken by both. */
    boolean isDisjoint(Check other);
}
