package io.clickway.edge.click;

import org.jspecify.annotations.Nullable;

/**
 * A click as it will be kept, and where its visitor goes.
 *
 * @param event serialized
 * @param location null when the link leads nowhere
 * @param cookie value of the Set-Cookie that names the visitor; null for none
 */
public record Redirect(
        byte[] event, @Nullable String location, @Nullable String cookie) {}
