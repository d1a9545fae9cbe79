package io.clickway.edge.it;

import io.clickway.edge.certificate.MadePair;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An ACME authority on a loopback address: pebble, the test server of Let's Encrypt, and its name server. */
final class AcmeAuthority implements AutoCloseable {

    private static final int PORT = 14_000;

    private final String address;
    private final Path folder;
    private final Process names;
    private final Process authority;

    /**
     * @param edge address that all hosts have
     * @param plainPort where it asks for the answers
     */
    AcmeAuthority(String address, Path folder, String edge, int plainPort) throws IOException {
        this.address = address;
        this.folder = Files.createDirectories(folder);
        MadePair.of("ip:" + address).putInto(folder, "authority");
        var config = Files.writeString(folder.resolve("pebble.json"), """
                {"pebble": {
                  "listenAddress": "%1$s:%2$d",
                  "managementListenAddress": "%1$s:15000",
                  "certificate": "%3$s/authority.pem",
                  "privateKey": "%3$s/authority.key",
                  "httpPort": %4$d,
                  "tlsPort": 5001,
                  "ocspResponderURL": "",
                  "externalAccountBindingRequired": false
                }}
                """.formatted(address, PORT, folder, plainPort));
        var none = "";
        names = launch(
                "names",
                List.of(
                        "pebble-challtestsrv",
                        "-defaultIPv4",
                        edge,
                        "-defaultIPv6",
                        none,
                        "-dns01",
                        address + ":8053",
                        "-http01",
                        none,
                        "-https01",
                        none,
                        "-tlsalpn01",
                        none,
                        "-management",
                        address + ":8055"),
                Map.of());
        authority = launch(
                "authority",
                List.of("pebble", "-config", config.toString(), "-dnsserver", address + ":8053"),
                Map.of("PEBBLE_VA_NOSLEEP", "1"));
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> listens(PORT) && listens(8055));
    }

    private Process launch(String name, List<String> command, Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What lego, a client of others, says when it gets or renews a certificate; its exit code behind a colon. */
    String lego(Path webroot, String host, List<String> command) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of(
                "lego",
                "--accept-tos",
                "--email=ops@clickway.test",
                "--server=https://" + address + ":" + PORT + "/dir",
                "--path=" + folder.resolve("lego"),
                "--http",
                "--http.webroot=" + webroot,
                "--domains=" + host));
        arguments.addAll(command);
        var log = folder.resolve("lego.log");
        var builder = new ProcessBuilder(arguments).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .put("LEGO_CA_CERTIFICATES", folder.resolve("authority.pem").toString());
        var process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return Files.readString(log).strip() + ":" + process.waitFor();
    }

    @Override
    public void close() {
        authority.destroyForcibly().onExit().join();
        names.destroyForcibly().onExit().join();
    }
}
