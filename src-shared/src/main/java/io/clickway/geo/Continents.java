package io.clickway.geo;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The continent of a country, for databases that name the country alone. Countries as in ISO 3166-1 with XK for Kosovo,
 * continents as GeoNames and with it MaxMind count them: Cyprus, Turkey and the Caucasus are in Asia, Russia is in Europe,
 * the islands of the Antarctic belong to it.
 */
final class Continents {

    private static final Map<String, String> COUNTRIES = Map.of(
            "AF",
            """
            AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW MZ NA
            NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW""",
            "AN",
            "AQ BV GS HM TF",
            "AS",
            """
            AE AF AM AZ BD BH BN BT CC CN CX CY GE HK ID IL IN IO IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP
            OM PH PK PS QA SA SG SY TH TJ TM TR TW UZ VN YE""",
            "EU",
            """
            AD AL AT AX BA BE BG BY CH CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME MK MT
            NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK""",
            "NA",
            """
            AG AI AW BB BL BM BQ BS BZ CA CR CU CW DM DO GD GL GP GT HN HT JM KN KY LC MF MQ MS MX NI PA PM PR SV SX TC TT
            US VC VG VI""",
            "OC",
            "AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TL TO TV UM VU WF WS",
            "SA",
            "AR BO BR CL CO EC FK GF GY PE PY SR UY VE");

    private static final Map<String, String> CONTINENT_OF = invert();

    private Continents() {}

    /** Empty for what is no country. */
    static String of(String country) {
        return CONTINENT_OF.getOrDefault(country, "");
    }

    /** What a database calls the continent of a country, unless that is none; places that are kept share the texts. */
    static String named(String told, String country) {
        var usual = of(country);
        return told.equals(usual) || !isContinent(told) ? usual : told;
    }

    static boolean isContinent(String code) {
        return COUNTRIES.containsKey(code);
    }

    static Set<String> countries() {
        return CONTINENT_OF.keySet();
    }

    private static Map<String, String> invert() {
        var inverted = new HashMap<String, String>();
        COUNTRIES.forEach((continent, countries) -> {
            for (var country : countries.split("\\s+")) {
                if (inverted.put(country, continent) != null) {
                    throw new IllegalStateException(country + " is on two continents");
                }
            }
        });
        return Map.copyOf(inverted);
    }
}
