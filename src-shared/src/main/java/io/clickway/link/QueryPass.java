package io.clickway.link;

import java.util.HashSet;

/**
 * Adds a visitor's own parameters to a rendered URL: before its fragment, encoded anew, none that it already names, none
 * that would make it longer than {@link #MAX_URL}. One per click, for one thread.
 */
public final class QueryPass {

    public static final int MAX_URL = 8 * 1024;

    private final StringBuilder url;
    private final String fragment;
    private final HashSet<String> named = new HashSet<>();
    private char separator;

    /** @param rendered is written to and must not be touched before {@link #finish()} */
    public QueryPass(StringBuilder rendered) {
        this.url = rendered;
        int hash = rendered.indexOf("#");
        this.fragment = hash < 0 ? "" : rendered.substring(hash);
        if (hash >= 0) {
            rendered.setLength(hash);
        }
        int query = rendered.indexOf("?");
        if (query < 0) {
            separator = '?';
        } else {
            char last = rendered.charAt(rendered.length() - 1);
            separator = last == '?' || last == '&' ? 0 : '&';
            collectNames(rendered.substring(query + 1));
        }
    }

    private void collectNames(String query) {
        for (int at = 0; at < query.length(); ) {
            int end = query.indexOf('&', at);
            end = end < 0 ? query.length() : end;
            int equals = query.indexOf('=', at, end);
            named.add(PercentCode.decodeForm(query, at, equals < 0 ? end : equals));
            at = end + 1;
        }
    }

    /**
     * Adds a parameter, decoded as the visitor meant it, unless the URL names it already.
     *
     * @return false when it was dropped whole because there is no room for it
     */
    public boolean add(String name, String value) {
        if (name.isEmpty() || !named.add(name)) {
            return true;
        }
        int begun = url.length();
        if (separator != 0) {
            url.append(separator);
        }
        PercentCode.append(url, name);
        url.append('=');
        PercentCode.append(url, value);
        if (url.length() + fragment.length() > MAX_URL) {
            url.setLength(begun);
            return false;
        }
        separator = '&';
        return true;
    }

    /** Puts the fragment back: the builder holds the whole URL. */
    public void finish() {
        url.append(fragment);
    }
}
