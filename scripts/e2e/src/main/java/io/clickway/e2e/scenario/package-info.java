/**
 * What is broken when, and what must hold. One file per family of scenarios; {@code Catalogue} lists them all. In: a running
 * system under load. Out: proofs beside the accounting, which every scenario gets.
 */
@NullMarked
package io.clickway.e2e.scenario;

import org.jspecify.annotations.NullMarked;
