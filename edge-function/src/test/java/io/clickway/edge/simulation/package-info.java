/**
 * Thousands of seeded histories of an edge that keeps clicks while its stream, its disk and its power fail. In: the
 * production classes of the keeping path, a virtual clock, faulty fakes at the ports. Out: proof that no answered click is
 * lost, or a seed. One thread plays them all.
 */
@NullMarked
package io.clickway.edge.simulation;

import org.jspecify.annotations.NullMarked;
