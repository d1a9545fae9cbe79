package io.clickway.edge.click;

import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.client.VisitorHash;
import io.clickway.edge.geo.Countries;
import io.clickway.edge.geo.MaxMindCountries;
import io.clickway.edge.judge.Judge;
import io.clickway.edge.route.Link;
import io.clickway.event.EventFrame;
import io.clickway.event.proto.Method;
import io.clickway.id.ClickId;
import io.clickway.id.SipHash;
import io.clickway.link.DestinationTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/** What the parts of a click's event cost: {@code AssembleBenchmark [COUNTRY_FILE]}. Prints nanoseconds of each run. */
final class AssembleBenchmark {

    private static final int REQUESTS = 4096;
    private static final int RUNS = 5;
    private static final int ROUNDS = 50;

    private AssembleBenchmark() {}

    public static void main(String... args) throws Exception {
        Countries countries = args.length > 0 ? MaxMindCountries.open(Path.of(args[0])) : Countries.UNKNOWN;
        var proxies = TrustedProxies.parse(List.of("127.0.0.0/8"));
        var judge = new Judge();
        var visitors = new VisitorHash(SipHash.ofHex("000102030405060708090a0b0c0d0e0f"));
        var assembler = new ClickAssembler(proxies, judge, countries, visitors);
        var link = new Link(3, 4, 5, DestinationTemplate.parse("https://example.com/?c={click_id}&s={sub1}"));
        var id = new ClickId(1_795_000_000_000L << 16 | 0x7abc, 1L << 63 | 99);
        var circumstances = new Circumstances(id, 1_795_000_000_000L, 1, false);
        var requests = requests();
        measure(
                "the whole event",
                requests,
                request ->
                        assembler.assemble(request, link, circumstances).event().getSerializedSize());
        measure(
                "the whole event, as bytes",
                requests,
                request -> EventFrame.encode(List.of(
                                assembler.assemble(request, link, circumstances).event()))
                        .length);
        measure(
                "judge",
                requests,
                request -> judge.judge(request.method(), request.userAgent(), false)
                        .reasons()
                        .size());
        measure(
                "client and country",
                requests,
                request -> countries
                        .countryOf(proxies.clientOf(request.peer(), request.forwardedFor()))
                        .length());
        measure(
                "query",
                requests,
                request ->
                        Query.parse(request.target(), new TextMender()).subs().size());
    }

    private static List<ClickRequest> requests() {
        var random = new Random(1);
        var requests = new ArrayList<ClickRequest>();
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(new ClickRequest(
                    Method.GET,
                    ClickTarget.parse(
                            "/demo?sub1=" + i + "&sub2=x%20y&gclid=" + random.nextLong() + "&utm_source=mail"),
                    "go.example.test",
                    "Mozilla/5.0 (Linux; Android 1" + i % 6 + "; Pixel " + i % 10
                            + ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1" + i % 50
                            + ".0.0.0 Mobile Safari/537.36",
                    "https://ref.example/page/" + i,
                    "de-AT,de;q=0.9",
                    false,
                    "127.0.0.1",
                    List.of((1 + random.nextInt(220)) + "." + random.nextInt(256) + "." + random.nextInt(256) + ".7")));
        }
        return requests;
    }

    private static void measure(String what, List<ClickRequest> requests, ToIntFunction<ClickRequest> work) {
        var line = new StringBuilder(what).append(':');
        long sum = 0;
        for (int run = 0; run <= RUNS; run++) {
            long begun = System.nanoTime();
            for (int round = 0; round < ROUNDS; round++) {
                for (var request : requests) {
                    sum += work.applyAsInt(request);
                }
            }
            if (run > 0) {
                line.append(' ').append((System.nanoTime() - begun) / (ROUNDS * (long) REQUESTS));
            }
        }
        System.out.println(line.append(" ns (").append(sum % 10).append(')'));
    }
}
