/**
 * Who asks. In: the peer's address, forwarding headers, the proxies we trust. Out: the client's address, its network cut
 * short, and the visitor's keyed hash. Never resolves a name, never keeps an address.
 */
@NullMarked
package io.clickway.edge.client;

import org.jspecify.annotations.NullMarked;
