package io.clickway.warehouse.http;

/** How slugs are written; upper and lower case differ. */
public final class Slug {

    public static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._~-]{0,63}";
    public static final String MESSAGE =
            "must be 1 to 64 of A-Z, a-z, 0-9, '.', '_', '~' and '-', first a letter or digit";

    private Slug() {}
}
