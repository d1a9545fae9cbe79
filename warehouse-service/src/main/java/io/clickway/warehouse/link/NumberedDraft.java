package io.clickway.warehouse.link;

/** A draft of an import and where it stands: line of the file, or number within the JSON array, from 1. */
record NumberedDraft(int line, LinkDraft draft) {}
