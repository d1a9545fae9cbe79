/** The packaged forwarder as a process of its own against real servers. */
@NullMarked
package io.clickway.forwarder.it;

import org.jspecify.annotations.NullMarked;
