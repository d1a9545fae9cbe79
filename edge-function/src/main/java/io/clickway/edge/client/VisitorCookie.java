package io.clickway.edge.client;

import io.clickway.id.ClickId;
import io.clickway.id.IdKeys;
import org.jspecify.annotations.Nullable;

/**
 * The first-party cookie that names a visitor where a workspace allows it: the id of their first click. Its check makes a
 * made-up one worthless. Thread-safe.
 */
public final class VisitorCookie {

    public static final String NAME = "cw_v";

    private static final String PREFIX = NAME + "=";

    /** Browsers keep none longer than 400 days. */
    private static final int MAX_AGE_SECONDS = 400 * 86_400;

    private final IdKeys keys;
    private final String attributes;

    /** @param isSecure whether visitors come by HTTPS, as they do but in trials */
    public VisitorCookie(IdKeys keys, boolean isSecure) {
        this.keys = keys;
        this.attributes =
                "; Max-Age=" + MAX_AGE_SECONDS + "; Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "");
    }

    /**
     * The first one that is genuine: a neighbour on the same domain may have put others before it.
     *
     * @param header value of the Cookie headers
     * @return null when it holds none that one of our edges has set
     */
    public @Nullable ClickId read(String header) {
        for (int at = 0; at < header.length(); ) {
            int end = header.indexOf(';', at);
            end = end < 0 ? header.length() : end;
            while (at < end && header.charAt(at) == ' ') {
                at++;
            }
            if (header.startsWith(PREFIX, at) && end - at == PREFIX.length() + ClickId.TEXT_LENGTH) {
                var id = ClickId.parse(header.substring(at + PREFIX.length(), end));
                if (id.isPresent() && keys.verifies(id.get())) {
                    return id.get();
                }
            }
            at = end + 1;
        }
        return null;
    }

    /** Value of the Set-Cookie header. */
    public String set(ClickId id) {
        return PREFIX + id + attributes;
    }
}
