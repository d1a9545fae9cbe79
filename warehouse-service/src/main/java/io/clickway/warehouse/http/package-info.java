/**
 * What all resources of the API share: drafts that are checked, merge patches, ETags, pages. In: JSON. Out: values that
 * are safe to store, or a problem. Knows no entity.
 */
@NullMarked
package io.clickway.warehouse.http;

import org.jspecify.annotations.NullMarked;
