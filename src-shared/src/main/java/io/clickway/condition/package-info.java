/**
 * What a rule asks of a click. In: a condition as a person wrote it. Out: a compiled one that answers for a click's facts
 * without a regular expression and without garbage, and that knows which other conditions it makes sure or rules out.
 * What nobody knows of a click (its country isn't in the database, the version isn't told) lies in no value: the condition
 * does not hold, and negated it does.
 */
@NullMarked
package io.clickway.condition;

import org.jspecify.annotations.NullMarked;
