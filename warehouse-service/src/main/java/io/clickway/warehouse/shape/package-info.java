/**
 * Cuts the values of a click out of its URLs, so that what is left repeats, and puts them in again. In: a URL and the values
 * stored with the click. Out: a shape, or the URL as it was, byte for byte. Does no input or output.
 */
@NullMarked
package io.clickway.warehouse.shape;

import org.jspecify.annotations.NullMarked;
