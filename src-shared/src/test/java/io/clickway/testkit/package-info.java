/** Servers and builders that the tests of several modules use. */
@NullMarked
package io.clickway.testkit;

import org.jspecify.annotations.NullMarked;
