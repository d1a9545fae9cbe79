/**
 * The chaos run: chooses scenarios by name and seed, plays them, accounts for each and tells the result. Leaves nothing behind
 * but the report it was asked for.
 */
@NullMarked
package io.clickway.e2e.run;

import org.jspecify.annotations.NullMarked;
