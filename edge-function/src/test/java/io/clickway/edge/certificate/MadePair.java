package io.clickway.edge.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A self-signed certificate with its key in PEM, made by the JDK's keytool. */
public record MadePair(String chain, String key) {

    private static final String PASSWORD = "changeit";

    /** For today. @param hosts or addresses as {@code ip:127.0.0.1} */
    public static MadePair of(String... hosts) {
        return made("-1d", 30, hosts);
    }

    static MadePair expired(String... hosts) {
        return made("-3d", 1, hosts);
    }

    private static MadePair made(String start, int days, String... hosts) {
        try {
            var folder = Files.createTempDirectory("clickway-pair-");
            var store = folder.resolve("store.p12");
            var names = Arrays.stream(hosts)
                    .map(host -> host.startsWith("ip:") ? host : "dns:" + host)
                    .collect(Collectors.joining(","));
            run(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD,
                    "-alias",
                    "made",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=made for a test",
                    "-startdate",
                    start,
                    "-validity",
                    Integer.toString(days),
                    "-ext",
                    "SAN=" + names));
            var read = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
            Files.delete(store);
            Files.delete(folder);
            return new MadePair(
                    pem("CERTIFICATE", read.getCertificate("made").getEncoded()),
                    pem(
                            "PRIVATE KEY",
                            read.getKey("made", PASSWORD.toCharArray()).getEncoded()));
        } catch (IOException | GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void run(List<String> command) throws IOException {
        var process = new ProcessBuilder(new ArrayList<>(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("keytool failed: " + command);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }

    /** Puts both files into the folder, each by a rename, the key first. */
    public void putInto(Path folder, String name) {
        put(folder.resolve(name + ".key"), key);
        put(folder.resolve(name + ".pem"), chain);
    }

    /** Replaces a file at once. */
    public static void put(Path file, String text) {
        try {
            var next = Files.writeString(
                    file.resolveSibling("." + file.getFileName() + ".next"), text, StandardCharsets.US_ASCII);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
