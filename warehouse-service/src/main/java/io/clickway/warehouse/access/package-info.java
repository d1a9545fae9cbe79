/**
 * Who may call the API. In: the bearer key of a request. Out: its workspace and whether it is an operator's. Keeps only
 * hashes of keys, compares them in constant time and never touches the database while a request waits.
 */
@NullMarked
package io.clickway.warehouse.access;

import org.jspecify.annotations.NullMarked;
