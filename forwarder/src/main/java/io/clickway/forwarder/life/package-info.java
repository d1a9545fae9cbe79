/**
 * Which earlier lives of this instance have ended for certain. In: the instance's data folder, whose lock a process holds
 * as long as it lives, frozen or not. Out: the tokens of the ended ones, so that their lease need not be waited out.
 * Never lets a process fail: a folder that can't be used proves nothing, and the lease's time decides.
 */
@NullMarked
package io.clickway.forwarder.life;

import org.jspecify.annotations.NullMarked;
