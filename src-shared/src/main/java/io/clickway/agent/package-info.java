/**
 * What a User-Agent says it is. In: the text of the header. Out: device class, system and browser with their versions,
 * and whether a person, a crawler or a link preview speaks. One pass over at most 512 characters, without regular
 * expressions: linear whatever stands there. Never judges the click, never asks a clock or the network; what isn't in
 * its lists it calls {@code other}. The lists lie beside this package as resources, one row a token.
 */
@NullMarked
package io.clickway.agent;

import org.jspecify.annotations.NullMarked;
