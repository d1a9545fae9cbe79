package io.clickway.e2e.scenario;

import static io.clickway.e2e.scenario.Trait.CRAFTS;
import static io.clickway.e2e.scenario.Trait.TIER;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.clickway.e2e.accounting.Books;
import io.clickway.e2e.system.LocalSystem;
import io.clickway.event.proto.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;

/** Batches that no forwarder would send, among good ones. */
final class InputScenarios {

    private static final int BOMBS = 8;

    private InputScenarios() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of(
                                "bad-batches",
                                "warehouse",
                                "zip bomb, wrong crc, version, codec, type; truncated, NUL, bad UTF-8, far times, taken numbers",
                                "each in quarantine once, neighbours stored, RSS flat; scripts/quarantine retries and discards",
                                InputScenarios::bad)
                        .with(CRAFTS, TIER),
                Scenario.of(
                                "batches-thrice",
                                "warehouse",
                                "40 batches delivered three times each, shuffled",
                                "stored once; duplicates dropped = two thirds",
                                InputScenarios::thrice)
                        .with(CRAFTS, TIER));
    }

    private static void bad(Stage stage) throws IOException, SQLException, TimeoutException {
        var region = stage.region();
        var warehouse = stage.system().part("warehouse");
        long before = RedisScenarios.residentKib(warehouse);
        var causes = causes(stage);
        stage.faultBegins();
        try (var forge = new BatchForge(stage, region)) {
            int good = 0;
            good += forge.good(10);
            for (int i = 0; i < BOMBS; i++) {
                forge.send(forge.batch(5).body(claimingBomb(i)), "zip bomb that says so", "too-large");
            }
            forge.send(forge.batch(5).body(bomb()), "zip bomb", "bad-compression");
            forge.send(forge.batch(5).header("crc32c", 1L), "wrong crc", "checksum");
            forge.send(forge.batch(5).header("format", 99L), "unknown format", "bad-header");
            forge.send(forge.batch(5).header("count", 6L), "wrong count", "bad-header");
            forge.send(forge.batch(5).header("key_id", "k9"), "unknown key", "encrypted");
            forge.send(forge.batch(5).version((byte) 9), "unknown version of the frame", "bad-frame");
            forge.send(forge.batch(5).truncated(), "truncated frame", "bad-frame");
            forge.send(forge.batch(5).cut(), "body cut off", "bad-compression");
            forge.send(forge.batch(5).codec("lzma"), "unknown codec", "unknown-codec");
            forge.send(forge.batch(5).type("novelty"), "unknown type", "unknown-type");
            // One bad event each; its two neighbours are stored.
            good += forge.around(
                    forge.click(event -> event.getClickBuilder().setUserAgent("a\0b")), "NUL", "nul-in-text");
            good += forge.around(badUtf8(forge.click(_ -> {})), "bad UTF-8", "bad-utf8");
            good += forge.around(
                    forge.clickAt(Instant.now().minus(Duration.ofDays(3_000))), "3,000 days ago", "too-old");
            good += forge.around(forge.clickAt(Instant.now().plus(Duration.ofDays(90))), "in 90 days", "ahead-of-time");
            good += forge.around(
                    forge.click(event -> event.getClickBuilder().setCountry("xx")), "no country code", "bad-value");
            good += forge.around(
                    Event.newBuilder().setIdHigh(1).setIdLow(2).build().toByteArray(), "no UUIDv7", "bad-id");
            good += forge.around(new byte[] {0x52, 0x7f, 1, 2, 3}, "no protobuf", "bad-event");
            good += forge.taken();
            good += forge.good(10);
            forge.close(stage);
            stage.crafted(good, forge.quarantined());
            stage.proveLater("each is in quarantine for its cause", () -> {
                var grown = causes(stage);
                causes.forEach((cause, count) -> grown.merge(cause, -count, Integer::sum));
                grown.values().removeIf(count -> count == 0);
                stage.note("in quarantine " + grown);
                return grown.equals(forge.causes());
            });
            stage.proveLater("the operator's desk settles them", () -> settles(stage));
            stage.say(forge.quarantined() + " bad things among " + good + " good clicks");
        }
        stage.hold(stage.between(4, 6));
        long after = RedisScenarios.residentKib(stage.system().part("warehouse"));
        stage.note("RSS of the warehouse " + before / 1024 + " MiB before, " + after / 1024 + " MiB after");
        stage.prove(
                "the warehouse lived through it",
                stage.system().part("warehouse").pid() == warehouse.pid() && warehouse.isAlive());
        stage.prove("RSS flat: less than 160 MiB more", after - before < 160 * 1024);
        stage.faultEnds();
    }

    /** One that was refused for its age is stored all the same, one of a type that nobody knows is discarded. */
    private static boolean settles(Stage stage) throws SQLException {
        var system = stage.system();
        long before = rows(system);
        desk(system, "retry", "--cause", "too-old", "--waive-age");
        desk(system, "discard", "--cause", "unknown-type", "--reason", "sent by a chaos scenario");
        var left = desk(system, "list", "--cause", "unknown-type", "--json")
                + desk(system, "list", "--cause", "too-old", "--json");
        var discarded = desk(system, "list", "--cause", "unknown-type", "--state", "discarded");
        stage.note("rows " + before + " before the retry, " + rows(system) + " after");
        return rows(system) > before
                && left.replace(" ", "").split("\"total\":0\\b", -1).length == 3
                && discarded.contains("discarded")
                && Books.audit(system).isEmpty();
    }

    private static String desk(LocalSystem system, String... arguments) {
        var all = new ArrayList<>(List.of("--home", system.home().toString()));
        all.addAll(List.of(arguments));
        return system.script(Duration.ofMinutes(1), "quarantine", all.toArray(String[]::new));
    }

    private static long rows(LocalSystem system) throws SQLException {
        try (var database = system.database()) {
            return Books.of(database).rows();
        }
    }

    private static Map<String, Integer> causes(Stage stage) throws SQLException {
        var causes = new TreeMap<String, Integer>();
        try (var database = stage.system().database();
                var asked = database.prepareStatement("select cause, count(*) from quarantine group by cause");
                var row = asked.executeQuery()) {
            while (row.next()) {
                causes.put(row.getString(1), row.getInt(2));
            }
        }
        return causes;
    }

    /** 128 MiB of zeros in a frame that says so; each with other bytes at its end. */
    private static byte[] claimingBomb(int number) {
        var zeros = new byte[128 << 20];
        zeros[zeros.length - 1] = (byte) (number + 1);
        return Zstd.compress(zeros);
    }

    /** 1 GiB of zeros in some 33 kB that doesn't say its size. */
    private static byte[] bomb() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var zip = new ZstdOutputStream(out, Zstd.defaultCompressionLevel())) {
            var zeros = new byte[1 << 20];
            for (int i = 0; i < 1024; i++) {
                zip.write(zeros);
            }
        }
        return out.toByteArray();
    }

    /** The browser's field (16 of the click, field 10 of the event) with bytes that are no UTF-8. */
    private static byte[] badUtf8(byte[] event) throws IOException {
        var click = UnknownFieldSet.newBuilder()
                .addField(
                        16,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFrom(new byte[] {(byte) 0xC3, (byte) 0x28}))
                                .build())
                .build();
        var patch = UnknownFieldSet.newBuilder()
                .addField(
                        10,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(click.toByteString())
                                .build())
                .build()
                .toByteArray();
        // Fields of a message that come twice are merged, so the patch adds to the click before it.
        var both = new byte[event.length + patch.length];
        System.arraycopy(event, 0, both, 0, event.length);
        System.arraycopy(patch, 0, both, event.length, patch.length);
        return both;
    }

    private static void thrice(Stage stage) throws IOException, SQLException, TimeoutException {
        var region = stage.region();
        stage.faultBegins();
        try (var forge = new BatchForge(stage, region)) {
            var batches = new ArrayList<BatchForge.Forged>();
            int clicks = 0;
            for (int i = 0; i < 40; i++) {
                var batch = forge.batch(1 + stage.random().nextInt(40));
                clicks += batch.count();
                batches.add(batch);
            }
            var deliveries = new ArrayList<BatchForge.Forged>();
            for (int i = 0; i < 3; i++) {
                deliveries.addAll(batches);
            }
            Collections.shuffle(deliveries, stage.random());
            for (var batch : deliveries) {
                forge.publish(batch);
            }
            forge.close(stage);
            stage.crafted(clicks, 0);
            stage.dropsAtLeast(2L * clicks);
            stage.say(clicks + " clicks delivered three times");
        }
        stage.hold(stage.between(3, 5));
        stage.faultEnds();
    }
}
