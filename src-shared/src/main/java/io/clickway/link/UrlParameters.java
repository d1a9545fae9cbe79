package io.clickway.link;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedCollection;

/** Query parameters that advertisers' systems are known to send, so that every destination may ask for them. */
public final class UrlParameters {

    private static final LinkedHashSet<String> KNOWN = new LinkedHashSet<>(List.of(
            "utm_source",
            "utm_medium",
            "utm_campaign",
            "utm_content",
            "utm_term",
            "utm_id",
            "gclid",
            "gclsrc",
            "dclid",
            "gbraid",
            "wbraid",
            "gad_source",
            "gad_campaignid",
            "srsltid",
            "msclkid",
            "fbclid",
            "igshid",
            "ttclid",
            "twclid",
            "li_fat_id",
            "rdt_cid",
            "epik",
            "sccid",
            "qclid",
            "yclid",
            "_openstat",
            "irclid",
            "tblci",
            "dicbo",
            "obclid",
            "mc_cid",
            "mc_eid",
            "mkt_tok",
            "s_kwcid",
            "awclid"));

    private UrlParameters() {}

    /** In a fixed order. */
    public static SequencedCollection<String> known() {
        return List.copyOf(KNOWN);
    }

    public static boolean isKnown(String name) {
        return KNOWN.contains(name);
    }
}
