package io.clickway.e2e.dns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A private unbound that keeps the answers of one name server for their time to live, for each of the networks that the name
 * server tells apart, as the large public resolvers do.
 */
public final class CachingResolver implements AutoCloseable {

    private static final String UNBOUND = "/usr/sbin/unbound";
    private static final String FOR_STARTING = "8.8.8.8";
    private static final long PAUSE_NANOS = 100_000_000;
    private static final int TRIES = 600;

    private final Path folder;
    private final Process process;
    private final NameServer asked;

    private CachingResolver(Path folder, Process process, NameServer asked) {
        this.folder = folder;
        this.process = process;
        this.asked = asked;
    }

    /** Starts one on that address and port; returns when it answers. */
    public static CachingResolver start(String address, int port, String server, int serverPort) throws IOException {
        var folder = Files.createTempDirectory("clickway-unbound-");
        var configuration = Files.writeString(
                folder.resolve("unbound.conf"), """
                server:
                  directory: "%1$s"
                  chroot: ""
                  username: ""
                  pidfile: ""
                  do-daemonize: no
                  use-syslog: no
                  interface: %2$s@%3$d
                  access-control: 127.0.0.0/8 allow
                  do-not-query-localhost: no
                  num-threads: 1
                  module-config: "subnetcache iterator"
                  send-client-subnet: %4$s
                  client-subnet-always-forward: yes
                  local-zone: "test." nodefault
                remote-control:
                  control-enable: no
                stub-zone:
                  name: "clickway.test"
                  stub-addr: %4$s@%5$d
                """.formatted(folder, address, port, server, serverPort));
        var process = new ProcessBuilder(UNBOUND, "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        var resolver = new CachingResolver(folder, process, new NameServer(address, port));
        try {
            resolver.awaitAnswer();
        } catch (IOException | RuntimeException failed) {
            resolver.close();
            throw failed;
        }
        return resolver;
    }

    private void awaitAnswer() throws IOException {
        for (int tried = 1; ; tried++) {
            try {
                asked.ask(FOR_STARTING);
                return;
            } catch (IOException silent) {
                if (tried == TRIES || !process.isAlive()) {
                    throw new IOException("unbound doesn't answer: " + Files.readString(folder.resolve("log")), silent);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    public NameServer asked() {
        return asked;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
