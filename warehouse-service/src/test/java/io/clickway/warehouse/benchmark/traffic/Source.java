package io.clickway.warehouse.benchmark.traffic;

/**
 * Where traffic is bought, and how its URLs speak.
 *
 * @param placements how many different ones it names in sub1
 * @param clickIdName parameter that carries its own id of the click; empty when it gives none
 * @param clickIdLength of that id
 * @param isPriced whether its URLs tell what the click cost
 */
enum Source {
    GOOGLE("google", "cpc", 4_000, "gclid", 72, false, ""),
    FACEBOOK("facebook", "paid-social", 12, "fbclid", 61, false, ""),
    TIKTOK("tiktok", "paid-social", 6, "ttclid", 64, false, ""),
    TABOOLA("taboola", "native", 3_000, "", 0, true, "USD"),
    PROPELLER("propeller", "push", 5_000, "", 0, true, "EUR"),
    MICROSOFT("bing", "cpc", 900, "msclkid", 32, true, "USD"),
    NEWSLETTER("newsletter", "email", 40, "", 0, false, ""),
    DIRECT("direct", "referral", 60, "", 0, false, "");

    final String slug;
    final String medium;
    final int placements;
    final String clickIdName;
    final int clickIdLength;
    final boolean isPriced;
    final String currency;

    Source(
            String slug,
            String medium,
            int placements,
            String clickIdName,
            int clickIdLength,
            boolean isPriced,
            String currency) {
        this.slug = slug;
        this.medium = medium;
        this.placements = placements;
        this.clickIdName = clickIdName;
        this.clickIdLength = clickIdLength;
        this.isPriced = isPriced;
        this.currency = currency;
    }

    int id() {
        return ordinal() + 1;
    }
}
