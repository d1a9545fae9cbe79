package io.clickway.edge.visit;

import org.jspecify.annotations.Nullable;

/** How one request is answered; on its event loop, once. */
interface Reply {

    /** @param cookie value of the Set-Cookie header; null for none */
    void redirect(String location, @Nullable String cookie);

    void notFound();
}
