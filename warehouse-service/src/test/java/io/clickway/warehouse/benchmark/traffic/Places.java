package io.clickway.warehouse.benchmark.traffic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Countries as often as bought traffic comes from them (some sixty equal ones would be as diverse), with cities and networks
 * whose names are made up, more of them where more clicks come from. A region is the part of the world that its edges answer.
 */
final class Places {

    /** Country, continent, languages; the most frequent country first. */
    private static final String COUNTRIES = """
            US NA en es,IN AS hi en,BR SA pt,DE EU de,GB EU en,FR EU fr,ID AS id,MX NA es,UA EU uk ru,IT EU it,ES EU es,PL EU pl,
            TR AS tr,CA NA en fr,NL EU nl,PH AS en,VN AS vi,TH AS th,AR SA es,CO SA es,NG AF en,AU OC en,RO EU ro,ZA AF en,EG AF ar,
            JP AS ja,KR AS ko,MY AS ms en,PK AS ur en,BD AS bn,CZ EU cs,HU EU hu,PT EU pt,SE EU sv,GR EU el,AT EU de,CH EU de fr,
            BE EU nl fr,PE SA es,CL SA es,SA AS ar,AE AS ar en,IL AS he,KZ AS ru kk,BG EU bg,RS EU sr,HR EU hr,SK EU sk,DK EU da,
            NO EU nb,FI EU fi,IE EU en,EC SA es,VE SA es,GT NA es,DO NA es,MA AF fr ar,DZ AF fr ar,TN AF fr ar,KE AF en sw,GH AF en,
            CI AF fr,LK AS si,NP AS ne,MM AS my,KH AS km,SG AS en,HK AS zh,TW AS zh,NZ OC en,LT EU lt,LV EU lv,EE EU et,SI EU sl,
            MD EU ro ru,GE AS ka,AM AS hy,AZ AS az,UZ AS uz ru,IQ AS ar,JO AS ar,LB AS ar,KW AS ar,QA AS ar,OM AS ar,BO SA es,PY SA es,
            UY SA es,CR NA es,PA NA es,HN NA es,SV NA es,NI NA es,JM NA en,TT NA en,PR NA es,CM AF fr,SN AF fr,ET AF am,TZ AF sw,UG AF en,
            ZM AF en,ZW AF en,AO AF pt,MZ AF pt,CY EU el,MT EU en,LU EU fr,IS EU is,AL EU sq,MK EU mk,BA EU bs,BY EU ru,MN AS mn,LA AS lo
            """;

    private static final double SKEW = 0.85;
    private static final int MOST_CITIES = 300;
    private static final int MOST_NETWORKS = 30;
    private static final String[] SYLLABLES = {
        "ba", "ber", "cor", "dal", "el", "fen", "gra", "hol", "in", "ka", "lo", "mar", "nor", "os", "pe", "quin", "ra",
        "san", "tor", "u", "ville", "wes", "xa", "yor", "zen"
    };

    /** The continents that a region's edges answer for. */
    private static String continents(String region) {
        return switch (region) {
            case "eu" -> "EU";
            case "us" -> "NA";
            case "ap" -> "AS OC";
            case "sa" -> "SA";
            case "af" -> "AF";
            default -> throw new IllegalArgumentException("no region " + region);
        };
    }

    private record Country(
            String code,
            String continent,
            List<String> languages,
            List<String> cities,
            List<String> subdivisions,
            int[] networks,
            Weights cityWeights,
            Weights networkWeights) {

        Place draw(SplittableRandom random) {
            int city = cityWeights.draw(random);
            int language = random.nextInt(10) < 7 ? 0 : random.nextInt(languages.size());
            return new Place(
                    code,
                    continent,
                    subdivisions.get(city % subdivisions.size()),
                    cities.get(city),
                    networks[networkWeights.draw(random)],
                    List.of(languages.get(language)));
        }
    }

    private final List<Country> countries;
    private final Weights weights;

    private Places(List<Country> countries, Weights weights) {
        this.countries = countries;
        this.weights = weights;
    }

    static Places of(String region) {
        var rows = COUNTRIES.replace("\n", "").split(",", -1);
        var countries = new ArrayList<Country>();
        var shares = new ArrayList<Double>();
        for (int i = 0; i < rows.length; i++) {
            var words = List.of(rows[i].strip().split(" "));
            if (continents(region).contains(words.get(1))) {
                double share = Math.pow(i + 1, -SKEW);
                countries.add(country(words, share));
                shares.add(share);
            }
        }
        return new Places(
                countries, Weights.of(shares.stream().mapToDouble(s -> s).toArray()));
    }

    Place draw(SplittableRandom random) {
        return countries.get(weights.draw(random)).draw(random);
    }

    /** How much of the world's clicks come here, to be compared with other regions'. */
    double weight() {
        return weights.total();
    }

    private static Country country(List<String> words, double share) {
        var code = words.getFirst();
        var random = new SplittableRandom(code.hashCode());
        var languages = new ArrayList<String>();
        for (var language : words.subList(2, words.size())) {
            languages.add(language + "-" + code.toLowerCase(Locale.ROOT));
            languages.add(language);
        }
        languages.add("en-us");
        var cities = new ArrayList<String>();
        int count = 4 + (int) (MOST_CITIES * share);
        for (int i = 0; i < count; i++) {
            cities.add(name(random));
        }
        var subdivisions = new ArrayList<String>();
        for (int i = 0; i < 3 + count / 12; i++) {
            subdivisions.add(i % 3 == 0 ? "%02d".formatted(i % 100) : letters(random));
        }
        var networks = new int[4 + (int) (MOST_NETWORKS * share)];
        for (int i = 0; i < networks.length; i++) {
            networks[i] = 1_000 + random.nextInt(210_000);
        }
        return new Country(
                code,
                words.get(1),
                languages,
                cities,
                subdivisions,
                networks,
                Weights.zipf(cities.size(), 1),
                Weights.zipf(networks.length, 1));
    }

    private static String letters(SplittableRandom random) {
        return "" + (char) ('A' + random.nextInt(26)) + (char) ('A' + random.nextInt(26));
    }

    private static String name(SplittableRandom random) {
        var name = new StringBuilder();
        for (int i = random.nextInt(2, 5); i > 0; i--) {
            name.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
        name.setCharAt(0, Character.toUpperCase(name.charAt(0)));
        return name.toString();
    }
}
