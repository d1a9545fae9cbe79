package io.clickway.warehouse.books;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How something in quarantine is tried again: {@code waive_age} stores events older than the retention, up to ten years. */
@Schema(examples = "{\"waive_age\":false}")
public record RetryDraft(boolean waiveAge) {}
