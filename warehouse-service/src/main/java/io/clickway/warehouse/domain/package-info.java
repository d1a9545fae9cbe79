/**
 * Domains: hosts on which the links of one workspace answer. The domain * stands for any host and is nobody's.
 */
@NullMarked
package io.clickway.warehouse.domain;

import org.jspecify.annotations.NullMarked;
