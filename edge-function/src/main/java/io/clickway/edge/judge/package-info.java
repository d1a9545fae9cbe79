/**
 * What judging needs from outside. In: the file of data-centre ranges, settings. Out: the ranges in force, swapped whole
 * when the file changes. Judges nothing itself: {@link io.clickway.judge.Judge} does.
 */
@NullMarked
package io.clickway.edge.judge;

import org.jspecify.annotations.NullMarked;
