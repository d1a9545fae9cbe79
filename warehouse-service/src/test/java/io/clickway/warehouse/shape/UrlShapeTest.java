package io.clickway.warehouse.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.id.ClickId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UrlShapeTest {

    private static final ClickId ID = new ClickId(0x0199_0000_0000_7abcL, 0x8123_4567_89ab_cdefL);

    private static final String[] NAMES = {
        "utm_source",
        "gclid",
        "sub1",
        "sub2",
        "sub10",
        "sub11",
        "sub",
        "a",
        "",
        "a&b",
        "a=b",
        "ä",
        "cost",
        "x\u0001",
        "N"
    };

    private static final String[] TEXTS = {
        "google",
        "a b",
        "a+b",
        "%41",
        "%",
        "%%2",
        "ä€😀",
        "",
        "a&b=c#d?e",
        "\u0001N",
        "\u0005",
        "~!*'()-._",
        "1",
        "0.50",
        "7/8",
        "..",
        "I",
        "\u0002a",
        "x\u0000y",
        ID.toString()
    };

    private final UrlShape shape = new UrlShape();

    @Test
    void cutsWhatIsStoredAndLeavesWhatIsNot() {
        var values = new ClickValues(
                ID, List.of("p 1", "", "ä"), List.of("gclid", "utm_source"), List.of("Cj0-x", "goo gle"), 12_500);

        assertThat(shape.ofTarget(
                        "/demo?sub1=p%201&utm_source=goo+gle&gclid=Cj0-x&sub3=%C3%A4&cost=0.0125&y=1#f", values))
                .isEqualTo("/demo?sub1=\u0002a&utm_source=\u0004N&gclid=\u0001N&sub3=\u0002c&cost=\u0001C4&y=1#f");
        assertThat(shape.hasLeftover()).isFalse();
        assertThat(shape.ofDestination("https://x.example/" + ID + "/?s=" + ID + "&g=Cj0-x&p=p%201#" + ID, values))
                .isEqualTo("https://x.example/\u0001I/?s=\u0001I&g=\u0001Pgclid\u0005&p=\u0002a#\u0001I");
    }

    @Test
    void tellsWhenAValueUnderAStoredNameIsAnotherOne() {
        var values = new ClickValues(ID, List.of(), List.of("a"), List.of("1"), ClickValues.NO_COST);

        assertThat(shape.ofTarget("/demo?a=1&a=2", values)).isEqualTo("/demo?a=\u0001N&a=2");
        assertThat(shape.hasLeftover()).isTrue();
        assertThat(shape.ofTarget("/demo?a=%31", values)).isEqualTo("/demo?a=%31");
        assertThat(shape.hasLeftover()).isTrue();
    }

    @Test
    void aUrlThatHoldsMarksOfItsOwnIsNotCut() {
        var values = new ClickValues(ID, List.of(), List.of("a"), List.of("1"), ClickValues.NO_COST);

        assertThat(shape.ofTarget("/demo?a=1&b=\u0001N", values)).isNull();
    }

    @Test
    void whateverIsCutIsPutTogetherAgainByteForByte() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        int cut = 0;
        for (int i = 0; i < 200_000; i++) {
            var values = values(random);
            var url = url(random, values);
            var target = shape.ofTarget(url, values);
            var destination = shape.ofDestination(url, values);
            if (target != null) {
                assertThat(new UrlShape().rebuild(target, values)).isEqualTo(url);
                cut += target.equals(url) ? 0 : 1;
            }
            if (destination != null) {
                assertThat(new UrlShape().rebuild(destination, values)).isEqualTo(url);
            }
            if (url.chars().allMatch(c -> c > '\u0005')) {
                assertThat(target).isNotNull();
                assertThat(destination).isNotNull();
            }
        }
        assertThat(cut).isGreaterThan(10_000);
    }

    @Test
    void aStencilFitsJustTheUrlsThatItsShapeIsRebuiltTo() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        int fitting = 0;
        int others = 0;
        for (int i = 0; i < 100_000; i++) {
            var values = values(random);
            var url = url(random, values);
            var found = random.nextBoolean() ? shape.ofTarget(url, values) : shape.ofDestination(url, values);
            if (found == null) {
                continue;
            }
            var stencil = Stencil.of(found);
            assertThat(stencil.fits(url, values)).as("%s of %s", found, url).isTrue();
            var other = values(random);
            var rebuilt = shape.rebuild(found, other);
            if (stencil.fits(rebuilt, other)) {
                fitting++;
            }
            if (!rebuilt.equals(url)) {
                assertThat(stencil.fits(url, other)).isFalse();
                others++;
            }
        }
        assertThat(fitting).isGreaterThan(10_000);
        assertThat(others).isGreaterThan(10_000);
    }

    private static ClickValues values(Random random) {
        var subs = new ArrayList<String>();
        for (int i = random.nextInt(11); i > 0; i--) {
            subs.add(text(random));
        }
        var names = new ArrayList<String>();
        var values = new ArrayList<String>();
        for (int i = random.nextInt(6); i > 0; i--) {
            var name = NAMES[random.nextInt(NAMES.length)];
            if (!names.contains(name)) {
                names.add(name);
                values.add(text(random));
            }
        }
        long cost = random.nextBoolean() ? ClickValues.NO_COST : random.nextLong(-10, 2_000_000);
        return new ClickValues(ID, subs, names, values, cost);
    }

    private static String text(Random random) {
        var text = TEXTS[random.nextInt(TEXTS.length)];
        return random.nextInt(3) == 0 ? text + TEXTS[random.nextInt(TEXTS.length)] : text;
    }

    /** Mostly values of the click, written in one way or another; sometimes anything. */
    private static String url(Random random, ClickValues values) {
        var url = new StringBuilder(random.nextInt(5) == 0 ? text(random) : "/demo");
        url.append(random.nextInt(10) == 0 ? "" : "?");
        for (int i = random.nextInt(8); i > 0; i--) {
            pair(url, random, values);
            url.append(i == 1 && random.nextInt(5) > 0 ? "" : "&");
        }
        return random.nextInt(6) == 0 ? url.append('#').append(text(random)).toString() : url.toString();
    }

    private static void pair(StringBuilder url, Random random, ClickValues values) {
        switch (random.nextInt(5)) {
            case 0 -> {
                int sub = random.nextInt(10);
                url.append("sub").append(sub + 1).append('=').append(written(random, values.sub(sub)));
            }
            case 1, 2 -> {
                if (!values.names().isEmpty()) {
                    int index = random.nextInt(values.names().size());
                    url.append(values.names().get(index))
                            .append('=')
                            .append(written(random, values.values().get(index)));
                }
            }
            case 3 ->
                url.append("cost=")
                        .append(List.of("0.5", "0.50", "1", "0", "0.000001", ".5", "00")
                                .get(random.nextInt(7)));
            default ->
                url.append(NAMES[random.nextInt(NAMES.length)]).append('=').append(text(random));
        }
    }

    private static String written(Random random, String value) {
        return switch (random.nextInt(4)) {
            case 0 -> value;
            case 1 -> URLEncoder.encode(value, StandardCharsets.UTF_8);
            case 2 -> URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
            default ->
                URLEncoder.encode(value, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%21", "!")
                        .replace("%2A", "*");
        };
    }
}
