/**
 * Where an address is. In: an address and up to three MaxMind databases that the caller has opened. Out: a
 * {@link Place}, as far as the databases know it. Never opens a file, never fails a caller over a damaged database,
 * and gives out only what can be stored: bounded, valid Unicode, no NUL.
 */
@NullMarked
package io.clickway.geo;

import org.jspecify.annotations.NullMarked;
