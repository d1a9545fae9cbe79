/** How long to wait before the next try: the one retry rule of the whole build. Never waits by itself. */
@NullMarked
package io.clickway.retry;

import org.jspecify.annotations.NullMarked;
