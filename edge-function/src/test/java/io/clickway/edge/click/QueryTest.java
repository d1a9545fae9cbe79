package io.clickway.edge.click;

import static org.assertj.core.api.Assertions.assertThat;

import io.clickway.event.ClickFlag;
import io.clickway.event.EventFrame;
import io.clickway.rule.TrafficSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueryTest {

    private static final TrafficSource PLAIN = new TrafficSource(0, "", "cost", "", Map.of());

    private final TextMender mender = new TextMender();
    private final Query query = new Query(mender);

    @Test
    void keeps64ParametersAndSaysThatThereWereMore() {
        read(IntStream.rangeClosed(1, 100).mapToObj(i -> "p" + i + "=" + i).collect(Collectors.joining("&"))
                + "&sub1=late");

        assertThat(query.count()).isEqualTo(64);
        assertThat(query.name(63)).isEqualTo("p64");
        assertThat(query.value(63)).isEqualTo("64");
        assertThat(subs()).containsExactly("late");
        assertThat(flags()).containsExactly(ClickFlag.PARAMETERS_DROPPED);
    }

    @Test
    void keepsTheFirstOfRepeatedParameters() {
        read("sub1=a&sub1=b&x=1&x=2&%78=3");

        assertThat(subs()).containsExactly("a");
        assertThat(parameters()).containsExactly("x=1");
        assertThat(flags()).containsExactly(ClickFlag.PARAMETER_REPEATED);
    }

    @Test
    void readsOddQueriesLeniently() {
        read("&&a&b=&=c&d==e&sub0=x&sub11=y&sub1x=z&sub01=w&?q=1&sub1=s&SUB2=t");

        assertThat(parameters())
                .containsExactly("a=", "b=", "=c", "d==e", "sub0=x", "sub11=y", "sub1x=z", "sub01=w", "?q=1", "SUB2=t");
        assertThat(subs()).containsExactly("s");
    }

    @Test
    void readsTheCostOrLeavesItAmongTheParameters() {
        read("cost=0.25&currency=eur&x=1");
        assertThat(query.cost()).isEqualTo(new Cost(250_000, "EUR"));
        assertThat(parameters()).containsExactly("x=1");

        read("cost=lots&currency=EUR");
        assertThat(query.cost()).isNull();
        assertThat(parameters()).containsExactly("cost=lots", "currency=EUR");

        read("cost=1");
        assertThat(query.cost()).isNull();
        assertThat(parameters()).containsExactly("cost=1");

        read("currency=EUR");
        assertThat(query.cost()).isNull();
        assertThat(parameters()).containsExactly("currency=EUR");
    }

    @Test
    void readsTheCostByTheNameTheSourceGivesIt() {
        var source = new TrafficSource(3, "ads", "bid", "", Map.of());
        read("bid=2&cost=9&currency=USD", source);

        assertThat(query.cost()).isEqualTo(new Cost(2_000_000, "USD"));
        assertThat(parameters()).containsExactly("cost=9");
        assertThat(query.parameter("bid")).as("lifted out").isNull();
    }

    @Test
    void takesTheSourcesCurrencyUnlessTheUrlNamesAnother() {
        var source = new TrafficSource(3, "ads", "cost", "EUR", Map.of());
        read("cost=2", source);
        assertThat(query.cost()).isEqualTo(new Cost(2_000_000, "EUR"));

        read("cost=2&currency=USD", source);
        assertThat(query.cost()).isEqualTo(new Cost(2_000_000, "USD"));

        read("cost=2&currency=nope", source);
        assertThat(query.cost()).as("never in a currency that wasn't meant").isNull();
        assertThat(parameters()).containsExactly("cost=2", "currency=nope");

        read("x=1", source);
        assertThat(query.cost()).isNull();
        assertThat(parameters()).containsExactly("x=1");
    }

    @Test
    void countsTheFirstOfTwoCosts() {
        read("cost=1&cost=2&currency=EUR&currency=USD");

        assertThat(query.cost()).isEqualTo(new Cost(1_000_000, "EUR"));
        assertThat(parameters()).containsExactly("cost=2", "currency=USD");
    }

    @Test
    void keepsAParameterOfTheSourceAsItsSubToo() {
        var source = new TrafficSource(3, "ads", "cost", "", Map.of("kw", 2, "pos", 10));
        read("kw=shoes&pos=4&x=1", source);

        assertThat(subs()).containsExactly("", "shoes", "", "", "", "", "", "", "", "4");
        assertThat(parameters()).containsExactly("kw=shoes", "pos=4", "x=1");
        assertThat(query.parameter("sub2")).isEqualTo("shoes");
        assertThat(query.parameter("kw")).isEqualTo("shoes");
    }

    @Test
    void letsASubOfTheUrlItselfGoFirst() {
        var source = new TrafficSource(3, "ads", "cost", "", Map.of("kw", 2));
        read("kw=shoes&sub2=own", source);
        assertThat(subs()).containsExactly("", "own");

        read("sub2=&kw=shoes", source);
        assertThat(subs()).as("an empty one stands in the URL, too").isEmpty();
    }

    @Test
    void answersForSubsAndParametersAsTheyAreKept() {
        read("sub1=&sub3=c&x=&y=1");

        assertThat(query.parameter("sub1")).isNull();
        assertThat(query.parameter("sub2")).isNull();
        assertThat(query.parameter("sub3")).isEqualTo("c");
        assertThat(query.parameter("x")).isEmpty();
        assertThat(query.parameter("y")).isEqualTo("1");
        assertThat(query.parameter("z")).isNull();
        assertThat(query.parameter("sub11")).isNull();
    }

    @Test
    void leavesNothingOfOneQueryInTheNext() {
        read("sub1=a&sub10=j&x=1&y=2&cost=1&currency=EUR");
        read("");

        assertThat(subs()).isEmpty();
        assertThat(query.count()).isZero();
        assertThat(query.cost()).isNull();
        assertThat(query.parameter("x")).isNull();
    }

    @Test
    void agreesWithAPlainReadingOfAnyQuery() {
        long seed = 41;
        var random = new Random(seed);
        var pieces = new String[] {
            "a",
            "b",
            "sub1",
            "sub2",
            "sub10",
            "kw",
            "bid",
            "currency",
            "=",
            "&",
            "&",
            "=",
            "1",
            "EUR",
            "usd",
            "%31",
            "+",
            "%2b",
            "%zz",
            "\u00fc"
        };
        var source = new TrafficSource(3, "ads", "bid", "EUR", Map.of("kw", 2, "a", 1));
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(25); n > 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            read(text.toString(), source);
            requireAsReadPlainly(text.toString(), source, "seed " + seed + ": " + text);
        }
    }

    private void requireAsReadPlainly(String text, TrafficSource source, String what) {
        var subs = new HashMap<Integer, String>();
        var kept = new LinkedHashMap<String, String>();
        String amount = null;
        String currency = null;
        for (var pair : text.split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            var name = decode(equals < 0 ? pair : pair.substring(0, equals));
            var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (name.matches("sub([1-9]|10)")) {
                subs.putIfAbsent(Integer.parseInt(name.substring(3)), value);
            } else if (name.equals(source.costParameter()) && amount == null) {
                amount = value;
            } else if (name.equals("currency") && currency == null) {
                currency = value;
            } else {
                kept.putIfAbsent(name, value);
            }
        }
        var cost = amount == null ? null : Cost.parse(amount, currency == null ? source.currency() : currency);
        if (cost == null) {
            keep(kept, source.costParameter(), amount);
            keep(kept, "currency", currency);
        }
        source.subs().forEach((name, sub) -> {
            if (kept.containsKey(name)) {
                subs.putIfAbsent(sub, kept.getOrDefault(name, ""));
            }
        });
        assertThat(query.cost()).as(what).isEqualTo(cost);
        assertThat(parameters())
                .as(what)
                .containsExactlyElementsOf(kept.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
        for (int sub = 1; sub <= 10; sub++) {
            var value = subs.getOrDefault(sub, "");
            assertThat(query.sub(sub - 1)).as(what).isEqualTo(value);
            assertThat(query.parameter("sub" + sub)).as(what).isEqualTo(value.isEmpty() ? null : value);
        }
    }

    private static void keep(Map<String, String> kept, String name, @Nullable String value) {
        if (value != null) {
            kept.putIfAbsent(name, value);
        }
    }

    private static String decode(String text) {
        var bytes = new ArrayList<Byte>();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && text.substring(i).matches("(?s)%[0-9a-fA-F]{2}.*")) {
                bytes.add((byte) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.add((byte) (c == '+' ? ' ' : c));
            }
        }
        var array = new byte[bytes.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = bytes.get(i);
        }
        return new String(array, StandardCharsets.UTF_8);
    }

    @Test
    void boundsAllParametersTogetherWellBelowAnEvent() {
        read(IntStream.range(0, 64)
                .mapToObj(i -> (char) ('A' + i % 26) + "" + i + "=" + "\u00ff".repeat(256))
                .collect(Collectors.joining("&")));

        int bytes = 0;
        for (int i = 0; i < query.count(); i++) {
            bytes += (query.name(i) + query.value(i)).getBytes(StandardCharsets.UTF_8).length;
        }
        assertThat(bytes).isBetween(20_000, EventFrame.MAX_EVENT_BYTES / 2);
        assertThat(flags()).containsExactlyInAnyOrder(ClickFlag.PARAMETERS_DROPPED, ClickFlag.ENCODING_MENDED);
    }

    private void read(String text) {
        read(text, PLAIN);
    }

    private void read(String text, TrafficSource source) {
        mender.begin(false);
        query.read(ClickTarget.parse("/demo?" + text), source);
    }

    private List<String> subs() {
        return IntStream.range(0, query.subCount()).mapToObj(query::sub).toList();
    }

    private List<String> parameters() {
        return IntStream.range(0, query.count())
                .mapToObj(i -> query.name(i) + "=" + query.value(i))
                .toList();
    }

    private Iterable<ClickFlag> flags() {
        return ClickFlag.of(mender.flags());
    }
}
