/**
 * Comes in: what callers say about rules, which send a campaign's visitors where. Goes out: the stored rules, each valid by
 * itself; whether a campaign's rules make sense together is judged before they are published. It decides no click.
 */
@NullMarked
package io.clickway.warehouse.rule;

import org.jspecify.annotations.NullMarked;
