package io.clickway.edge.click;

import static io.clickway.edge.click.RequestBuilder.aRequest;

import io.clickway.agent.AgentCache;
import io.clickway.agent.Agents;
import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.geo.PlaceFiles;
import io.clickway.edge.route.Workspace;
import io.clickway.event.proto.Event;
import io.clickway.geo.PlaceKind;
import io.clickway.geo.Places;
import io.clickway.id.ClickId;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.LinkRecord;
import io.clickway.rule.CampaignPlan;
import io.clickway.rule.LinkPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToIntFunction;

/** What the parts of a click's event cost: {@code AssembleBenchmark [COUNTRY_FILE]}. Prints nanoseconds of each run. */
final class AssembleBenchmark {

    private static final int REQUESTS = 4096;
    private static final int RUNS = 5;
    private static final int ROUNDS = 50;

    private AssembleBenchmark() {}

    public static void main(String... args) throws Exception {
        Places places = args.length > 0 ? PlaceFiles.of(Map.of(PlaceKind.COUNTRY, Path.of(args[0]))) : Places.NONE;
        var proxies = TrustedProxies.parse(List.of("127.0.0.0/8"));
        var agents = new AgentCache(new Agents());
        var maker = MakerBuilder.aMaker().in(places).sealing().build();
        var link = LinkPlan.of(
                LinkRecord.newBuilder()
                        .setLinkId(3)
                        .setUrl("https://example.com/?c={click_id}&s={sub1}")
                        .build(),
                CampaignPlan.compile(CampaignRecord.getDefaultInstance()));
        var circumstances = new Circumstances(
                new ClickId(1_795_000_000_000L << 16 | 0x7abc, 1L << 63 | 99), 1_795_000_000_000L, 1, false);
        var least = new Workspace(1, false, false);
        var most = new Workspace(1, true, true);
        var requests = requests();
        check(maker.make(requests.getFirst(), link, least, circumstances));
        measure(
                "the whole event",
                requests,
                request -> maker.make(request, link, least, circumstances).event().length);
        measure(
                "the whole event, with cookie and sealed address",
                requests,
                request -> maker.make(request, link, most, circumstances).event().length);
        measure(
                "User-Agent",
                requests,
                request -> agents.read(request.userAgent()).browser().length());
        measure(
                "client and country",
                requests,
                request -> places.placeOf(proxies.clientOf(request.peer(), request.forwardedFor())
                                .bytes())
                        .country()
                        .length());
        var mender = new TextMender();
        var query = new Query(mender);
        measure("query", requests, request -> {
            mender.begin(request.isAscii());
            query.read(request.target(), link.campaign().source());
            return query.count();
        });
    }

    private static void check(Redirect redirect) throws Exception {
        var click = Event.parseFrom(redirect.event()).getClick();
        if (click.getParametersCount() != 2 || !click.getDestination().equals(redirect.location())) {
            throw new IllegalStateException("what is measured doesn't make the right events: " + click);
        }
    }

    private static List<ClickRequest> requests() {
        var random = new Random(1);
        var requests = new ArrayList<ClickRequest>();
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(aRequest("/demo?sub1=" + i + "&sub2=x%20y&gclid=" + random.nextLong() + "&utm_source=mail")
                    .with("Mozilla/5.0 (Linux; Android 1" + i % 6 + "; Pixel " + i % 10
                            + ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1" + i % 50
                            + ".0.0.0 Mobile Safari/537.36")
                    .comingFrom("https://ref.example/page/" + i)
                    .from((1 + random.nextInt(220)) + "." + random.nextInt(256) + "." + random.nextInt(256) + ".7")
                    .build(true));
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
