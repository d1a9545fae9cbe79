/** The whole system as a user starts it, driven once through the parts of the chaos harness. */
@NullMarked
package io.clickway.e2e;

import org.jspecify.annotations.NullMarked;
