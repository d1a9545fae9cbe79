import com.maxmind.geoip2.DatabaseReader;
import io.clickway.links.proto.CampaignRecord;
import io.clickway.links.proto.ConditionRecord;
import io.clickway.links.proto.DestinationRecord;
import io.clickway.links.proto.Field;
import io.clickway.links.proto.LinkManifest;
import io.clickway.links.proto.LinkRecord;
import io.clickway.links.proto.LinkShard;
import io.clickway.links.proto.Match;
import io.clickway.links.proto.RuleRecord;
import io.clickway.links.proto.ShardRef;
import io.clickway.links.proto.WorkspaceRecord;
import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * Makes what one benchmark of edges runs on, the same for every server: 50 links in 10 campaigns with 3 rules each, as
 * shards for the edge and as a Lua table for nginx, and requests with the Location each must get.
 *
 * <p>Arguments: country file, file of User-Agents (one a line), folder to write to, [links, only for the edge].
 */
final class Traffic {

    private static final int LINKS = 50;
    private static final int CAMPAIGNS = 10;
    private static final int REQUESTS = 20_000;
    private static final String[] FIRST = {"US", "CA", "GB", "AU"};
    private static final String[] SECOND = {"DE", "FR", "IT", "ES", "NL", "PL"};
    private static final String[] LANGUAGES = {"en-US,en;q=0.9", "de-DE,de;q=0.9,en;q=0.8", "fr-FR,fr;q=0.9", "pt-BR,pt;q=0.9", "es-ES"};

    private record Visitor(String address, String country) {}

    public static void main(String... args) throws Exception {
        var folder = Files.createDirectories(Path.of(args[2]));
        int links = args.length > 3 ? Integer.parseInt(args[3]) : LINKS;
        writeShards(folder, links);
        if (links == LINKS) {
            writeLua(folder);
            var agents = Files.readAllLines(Path.of(args[1])).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.substring(line.lastIndexOf('\t') + 1))
                    .toList();
            writeRequests(folder, agents, visitors(Path.of(args[0])));
        }
    }

    private static List<Visitor> visitors(Path countryFile) throws Exception {
        var random = new Random(7);
        var visitors = new ArrayList<Visitor>();
        try (var reader = new DatabaseReader.Builder(countryFile.toFile()).build()) {
            while (visitors.size() < 8_000) {
                var address = (1 + random.nextInt(222)) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
                        + (1 + random.nextInt(254));
                var country = reader.tryCountry(InetAddress.getByName(address)).map(c -> c.country().isoCode());
                country.ifPresent(code -> visitors.add(new Visitor(address, code)));
            }
        }
        return visitors;
    }

    private static String destination(int link, String branch) {
        return "https://shop-" + link % CAMPAIGNS + ".example.com/" + branch + "?cid={click_id}&s1={sub1}&kw={utm_term}";
    }

    private static void writeRequests(Path folder, List<String> agents, List<Visitor> visitors) throws Exception {
        var random = new Random(11);
        var lines = new ArrayList<String>();
        for (int i = 0; i < REQUESTS; i++) {
            int link = random.nextInt(LINKS);
            var visitor = visitors.get(random.nextInt(visitors.size()));
            var agent = agents.get(random.nextInt(agents.size()));
            var sub = "pub" + random.nextInt(500);
            var term = "shoes" + random.nextInt(100);
            boolean trial = random.nextInt(20) == 0;
            var path = "/offer" + link + "?sub1=" + sub + "&utm_source=google&utm_term=" + term + "&gclid=Cj0KCQ"
                    + Long.toString(random.nextLong() >>> 1, 36) + (trial ? "&mode=trial" : "");
            var branch = branch(trial, visitor.country());
            var location = destination(link, branch).replace("{sub1}", sub).replace("{utm_term}", term);
            lines.add(String.join("\t", path, visitor.address(), LANGUAGES[random.nextInt(LANGUAGES.length)], agent, location));
        }
        Files.write(folder.resolve("requests.tsv"), lines);
    }

    private static String branch(boolean trial, String country) {
        if (trial) {
            return "trial";
        }
        if (List.of(FIRST).contains(country)) {
            return "first";
        }
        return List.of(SECOND).contains(country) ? "second" : "rest";
    }

    private static void writeShards(Path folder, int links) throws Exception {
        var manifest = LinkManifest.newBuilder().setVersion(1).setPublishedAtMs(1);
        var configuration = LinkShard.newBuilder();
        configuration.addWorkspaces(WorkspaceRecord.newBuilder().setWorkspaceId(1).setVisitorDays(1).setKeepsAddress(true));
        for (int campaign = 0; campaign < CAMPAIGNS; campaign++) {
            configuration.addCampaigns(campaign(campaign));
        }
        write(folder, configuration, manifest);
        var shard = LinkShard.newBuilder();
        for (int link = 0; link < links; link++) {
            shard.addLinks(LinkRecord.newBuilder()
                    .setLinkId(link + 1)
                    .setWorkspaceId(1)
                    .setCampaignId(link % CAMPAIGNS + 1)
                    .setDomain("*")
                    .setSlug("offer" + link)
                    .setUrl(destination(link, "rest")));
            if (shard.getLinksCount() == 6_000 || link == links - 1) {
                write(folder, shard, manifest);
                shard.clear();
            }
        }
        Files.write(folder.resolve("manifest"), manifest.build().toByteArray());
    }

    private static void write(Path folder, LinkShard.Builder shard, LinkManifest.Builder manifest) throws Exception {
        var bytes = shard.build().toByteArray();
        var sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
        Files.write(folder.resolve("shard-" + HexFormat.of().formatHex(sha256)), bytes);
        manifest.addShards(ShardRef.newBuilder()
                .setSha256(ByteString.copyFrom(sha256))
                .setLinks(shard.getLinksCount())
                .setSize(bytes.length));
    }

    private static CampaignRecord campaign(int campaign) {
        return CampaignRecord.newBuilder()
                .setCampaignId(campaign + 1)
                .setWorkspaceId(1)
                .setSlug("campaign" + campaign)
                .setName("Campaign " + campaign)
                .addRules(rule(campaign, 1, "trial", true, Field.PARAMETER, "mode", "trial"))
                .addRules(rule(campaign, 2, "first", false, Field.COUNTRY, "", FIRST))
                .addRules(rule(campaign, 3, "second", false, Field.COUNTRY, "", SECOND))
                .build();
    }

    private static RuleRecord rule(
            int campaign, int position, String branch, boolean forced, Field field, String parameter, String... values) {
        return RuleRecord.newBuilder()
                .setRuleId(campaign * 10 + position)
                .setName(branch)
                .setIsForced(forced)
                .setPosition(position)
                .addConditions(ConditionRecord.newBuilder()
                        .setField(field)
                        .setParameter(parameter)
                        .setMatch(Match.EQUALS)
                        .addAllValues(List.of(values)))
                .addDestinations(DestinationRecord.newBuilder()
                        .setDestinationId(campaign * 10 + position)
                        .setName(branch)
                        .setUrl(destination(campaign, branch))
                        .setWeight(100))
                .build();
    }

    /** The same links and rules for nginx. */
    private static void writeLua(Path folder) throws Exception {
        var lua = new StringBuilder("local first, second = {}, {}\n");
        for (var country : FIRST) {
            lua.append("first[\"").append(country).append("\"] = true\n");
        }
        for (var country : SECOND) {
            lua.append("second[\"").append(country).append("\"] = true\n");
        }
        lua.append("local links = {}\nfor link = 0, ").append(LINKS - 1).append(" do\n")
                .append("  local origin = \"https://shop-\" .. link % ").append(CAMPAIGNS).append(" .. \".example.com/\"\n")
                .append("  links[\"offer\" .. link] = { id = link + 1, trial = origin .. \"trial\",")
                .append(" first = origin .. \"first\", second = origin .. \"second\", rest = origin .. \"rest\" }\nend\n")
                .append("return { links = links, first = first, second = second }\n");
        Files.writeString(folder.resolve("links.lua"), lua);
    }
}
