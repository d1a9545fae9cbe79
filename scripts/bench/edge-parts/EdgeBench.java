import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Runs the benchmark of {@code scripts/bench/edge}: one server after another, each through gate, warming, full load and half
 * load. Settings come by environment {@code BENCH_*} from that script.
 */
final class EdgeBench {

    private static final String HOST = "127.0.90.1";
    private static final String REDIS = "127.0.91.1";
    private static final int MAX_WARMINGS = 15;
    private static final double AGREE = 0.05;
    private static final long TICKS_PER_SECOND = 100;

    private static final Path WORK = Path.of(env("WORK"));
    private static final Path PARTS = Path.of(env("PARTS"));
    private static final Path DATA = WORK.resolve("data");
    private static final int ROUNDS = Integer.parseInt(env("ROUNDS"));
    private static final int SECONDS = Integer.parseInt(env("SECONDS"));
    private static final boolean HTTPS = env("HTTPS").equals("1");
    private static final int LINKS = Integer.parseInt(env("LINKS"));
    private static final int SILENT = Integer.parseInt(env("SILENT"));
    private static final List<Integer> CONNECTIONS =
            Arrays.stream(env("CONNECTIONS").split(",")).map(Integer::valueOf).toList();

    /** One full-load run. */
    private record Run(double perSecond, double serverMicros, double redisMicros) {}

    /** Latency in microseconds at a fixed rate. */
    private record Half(int perSecond, long p50, long p99, long p999, long greatest) {}

    private record Result(String name, int connections, List<Run> runs, List<Half> halves) {
        Run median() {
            return runs.stream().sorted((x, y) -> Double.compare(x.serverMicros(), y.serverMicros())).toList().get(runs.size() / 2);
        }

        Half medianHalf() {
            return halves.isEmpty() ? new Half(0, 0, 0, 0, 0) : halves.stream().sorted((x, y) -> Long.compare(x.p99(), y.p99())).toList().get(halves.size() / 2);
        }
    }

    private record Memory(long startMillis, long linksMillis, long idleAnonKib, long loadedAnonKib, String silent) {}

    private final Map<String, List<Result>> results = new LinkedHashMap<>();
    private final Map<String, Memory> memories = new LinkedHashMap<>();
    private Process redis;

    private static String env(String name) {
        var value = System.getenv("BENCH_" + name);
        return value == null ? "" : value;
    }

    public static void main(String... args) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
        new EdgeBench().run(List.of(env("ONLY").split(",")));
    }

    private void run(List<String> only) throws Exception {
        for (var name : only) {
            redis = startRedis();
            Process server = null;
            try {
                long start = System.nanoTime();
                server = start(name);
                await(server, port(name));
                long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                awaitLinks(name, server);
                long linksMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                long idle = anonKib(server.pid());
                silent = "";
                measure(name, server);
                memories.put(name, new Memory(millis, linksMillis, idle, loadedAnon, silent));
            } finally {
                end(server);
                end(redis);
            }
        }
        print();
    }

    private long loadedAnon;
    private String silent = "";

    /** An edge takes its links from Redis after it listens. */
    private static void awaitLinks(String name, Process server) throws Exception {
        if (!name.equals("c") && !name.equals("d")) {
            return;
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!metrics().contains("edge_config_links " + (double) LINKS)) {
            if (!server.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("(" + name + ") has no " + LINKS + " links after 60 s; see the logs in " + WORK);
            }
            Thread.sleep(20); // another process: only asking tells
        }
    }

    /** Empty while nobody answers. */
    private static String metrics() throws Exception {
        var process = new ProcessBuilder("curl", "-s", "--max-time", "5", "http://" + HOST + ":9000/q/metrics").start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private void measure(String name, Process server) throws Exception {
        gate(name);
        var list = new ArrayList<Result>();
        for (int connections : CONNECTIONS) {
            warm(name, connections, server);
            var runs = new ArrayList<Run>();
            for (int round = 0; round < ROUNDS; round++) {
                runs.add(full(name, connections, server));
            }
            double top = runs.stream().mapToDouble(Run::perSecond).max().orElseThrow();
            var halves = new ArrayList<Half>();
            for (int round = 0; round < ROUNDS && !HTTPS; round++) {
                halves.add(half(name, connections, (int) (top / 2)));
            }
            loadedAnon = anonKib(server.pid());
            if (SILENT > 0 && connections == CONNECTIONS.getLast()) {
                measureSilent(name, connections, (int) (top / 2), server);
            }
            list.add(new Result(name, connections, runs, halves));
        }
        results.put(name, list);
    }

    /** Every request once: the right Location for each, and as many clicks in the stream as were answered. */
    private void gate(String name) throws Exception {
        if (HTTPS || name.equals("a") ) {
            return;
        }
        long before = clicksInStream();
        var said = load(name, 8, 0, 4);
        long after = clicksInStream();
        if (said[1] != 0 || after - before != said[0] || said[0] == 0) {
            throw new IllegalStateException("(" + name + ") fails the gate: " + said[0] + " answers, " + said[1]
                    + " of them wrong, " + (after - before) + " clicks in the stream");
        }
        say("(%s) gate: %d answers right, %d clicks in the stream", name, said[0], after - before);
        flush();
    }

    private void warm(String name, int connections, Process server) throws Exception {
        double last = 0;
        for (int i = 0; i < MAX_WARMINGS; i++) {
            var run = full(name, connections, server);
            if (last > 0 && Math.abs(run.serverMicros() - last) < AGREE * last) {
                return;
            }
            last = run.serverMicros();
        }
        say("(%s) did not settle at %d connections", name, connections);
    }

    private Run full(String name, int connections, Process server) throws Exception {
        long serverBefore = cpuTicks(server.pid());
        long redisBefore = cpuTicks(redis.pid());
        var text = wrk(name, connections);
        long serverTicks = cpuTicks(server.pid()) - serverBefore;
        long redisTicks = cpuTicks(redis.pid()) - redisBefore;
        var matcher = Pattern.compile("(\\d+) requests in ([0-9.]+)s").matcher(text);
        if (!matcher.find() || text.contains("Non-2xx") || text.contains("Socket errors")) {
            throw new IllegalStateException("(" + name + ") wrk says:\n" + text);
        }
        double requests = Double.parseDouble(matcher.group(1));
        var run = new Run(
                requests / Double.parseDouble(matcher.group(2)),
                serverTicks * 1e6 / TICKS_PER_SECOND / requests,
                redisTicks * 1e6 / TICKS_PER_SECOND / requests);
        say("(%s) %d connections: %.0f clicks/s, %.1f us of the server, %.1f us of Redis each", name, connections, run.perSecond(), run.serverMicros(), run.redisMicros());
        flush();
        return run;
    }

    private Half half(String name, int connections, int perSecond) throws Exception {
        var said = load(name, connections, perSecond, SECONDS + 2);
        if (said[1] != 0 && !name.equals("a")) {
            throw new IllegalStateException("(" + name + ") " + said[1] + " wrong answers at half load");
        }
        say("(%s) %d connections, %d clicks/s: p50 %.2f, p99 %.2f, p99.9 %.2f, greatest %.1f ms", name, connections, perSecond, said[2] / 1e3, said[3] / 1e3, said[4] / 1e3, said[5] / 1e3);
        flush();
        return new Half(perSecond, said[2], said[3], said[4], said[5]);
    }

    /** The same half load beside many connections on which nothing happens. */
    private void measureSilent(String name, int connections, int perSecond, Process server) throws Exception {
        long before = anonKib(server.pid());
        var greatest = new long[1];
        var sampler = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    greatest[0] = Math.max(greatest[0], anonKib(server.pid()));
                    Thread.sleep(200); // the pace of the samples
                }
            } catch (IOException | InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        });
        var said = load(name, connections, perSecond, SECONDS + 2, SILENT);
        sampler.interrupt();
        sampler.join();
        silent = String.format(Locale.ROOT, "; with %d silent connections RssAnon %.1f kB each, p50 %.2f, p99 %.2f, p99.9 %.2f ms",
                SILENT, (greatest[0] - before) * 1.024 / SILENT, said[2] / 1e3, said[3] / 1e3, said[4] / 1e3);
        say("(%s)%s", name, silent);
    }

    private String wrk(String name, int connections) throws Exception {
        return output(List.of(
                "taskset", "-c", "1", "wrk", "-t1", "-c" + connections, "-d" + SECONDS + "s",
                "-s", PARTS.resolve("wrk.lua").toString(),
                (HTTPS ? "https://" : "http://") + HOST + ":" + port(name), "--", DATA.resolve("requests.tsv").toString()));
    }

    private long[] load(String name, int connections, int perSecond, int seconds) throws Exception {
        return load(name, connections, perSecond, seconds, 0);
    }

    private long[] load(String name, int connections, int perSecond, int seconds, int silentOnes) throws Exception {
        var said = output(List.of(
                "taskset", "-c", "1", java(), "-XX:+UseSerialGC", "-Xmx400m", "-cp", env("CLASSES"), "Load",
                HOST, String.valueOf(port(name)), DATA.resolve("requests.tsv").toString(), String.valueOf(connections), String.valueOf(perSecond),
                String.valueOf(seconds), String.valueOf(silentOnes)));
        return Arrays.stream(said.strip().split(" ")).mapToLong(Long::parseLong).toArray();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String output(List<String> command) throws Exception {
        var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command.get(3) + " failed:\n" + said);
        }
        return said;
    }

    private static int port(String name) {
        int port = switch (name) {
            case "a" -> 8081;
            case "b" -> 8082;
            case "b2" -> 8083;
            default -> 8080;
        };
        return HTTPS ? port + 400 : port;
    }

    private Process startRedis() throws Exception {
        var folder = WORK.resolve("redis");
        Files.createDirectories(folder);
        try (var old = Files.walk(folder)) {
            old.filter(Files::isRegularFile).forEach(file -> file.toFile().delete());
        }
        var process = launch("redis", 1, Map.of(), "redis-server", "--bind", REDIS, "--port", "6379", "--dir", folder.toString(),
                "--appendonly", "yes", "--appendfsync", "always", "--no-appendfsync-on-rewrite", "no", "--save", "",
                "--aof-use-rdb-preamble", "no", "--maxmemory", "8gb", "--maxmemory-policy", "noeviction", "--protected-mode", "no");
        await(process, REDIS, 6379);
        try (var files = Files.list(DATA)) {
            for (var file : files.filter(f -> f.getFileName().toString().startsWith("shard-")).toList()) {
                redisSet("cfg:shard:" + file.getFileName().toString().substring(6), file);
            }
        }
        redisSet("cfg:manifest", DATA.resolve("manifest"));
        cli("set", "cfg:version", "1");
        return process;
    }

    private static void redisSet(String key, Path file) throws Exception {
        var process = new ProcessBuilder("redis-cli", "-h", REDIS, "-x", "set", key)
                .redirectInput(file.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("redis-cli set " + key + " failed");
        }
    }

    private static String cli(String... words) throws Exception {
        var command = new ArrayList<>(List.of("redis-cli", "-h", REDIS));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }

    private static long clicksInStream() throws Exception {
        try (var stream = new StreamCount(REDIS, 6379)) {
            return stream.clicks("clickway:events");
        }
    }

    /** The stream is no part of what is compared: it begins anew for each run. */
    private static void flush() throws Exception {
        cli("del", "clickway:events");
    }

    private Process start(String name) throws Exception {
        return switch (name) {
            case "a", "b", "b2" -> startNginx(name);
            case "c" -> startEdge(name, List.of(java()));
            default -> startEdge(name, List.of(env("NATIVE")));
        };
    }

    private static Process startNginx(String name) throws Exception {
        var folder = Files.createDirectories(WORK.resolve("nginx"));
        var tls = HTTPS ? Files.readString(PARTS.resolve("nginx-tls.conf.in")).replace("@ADDRESS@", HOST).replace("@WORK@", WORK.toString()) : "";
        var configuration = Files.readString(PARTS.resolve("nginx.conf.in"))
                .replace("@DIR@", folder.toString())
                .replace("@PARTS@", folder.toString())
                .replace("@DATA@", DATA.toString())
                .replace("@COUNTRY@", env("COUNTRY"))
                .replace("@ADDRESS@", HOST)
                .replace("@TLS@", tls);
        Files.writeString(folder.resolve("nginx.conf"), configuration);
        Files.writeString(folder.resolve("click.lua"), Files.readString(PARTS.resolve("click.lua")).replace("@REDIS@", REDIS));
        return launch("nginx-" + name, 0, Map.of(), "nginx", "-c", folder.resolve("nginx.conf").toString(), "-p", folder.toString());
    }

    private static Process startEdge(String name, List<String> command) throws Exception {
        var folder = Files.createDirectories(WORK.resolve("edge-" + name));
        var words = new ArrayList<>(command);
        if (name.equals("c")) {
            words.addAll(List.of(env("JVM_FLAGS").isBlank() ? new String[0] : env("JVM_FLAGS").split(" ")));
            words.addAll(List.of("-jar", env("EDGE_JAR")));
        }
        var key = "000102030405060708090a0b0c0d0e0f";
        var environment = new TreeMap<>(Map.of(
                "EDGE_NAME", "edge-bench",
                "EDGE_REGION", "eu",
                "EDGE_LOOPS", "1",
                "EDGE_DATA_DIR", folder.resolve("data").toString(),
                "EDGE_REDIS_URI", "redis://" + REDIS + ":6379",
                "EDGE_GEO_COUNTRY_FILE", env("COUNTRY"),
                "EDGE_TRUSTED_PROXIES", "127.0.0.0/8"));
        environment.putAll(Map.of(
                "EDGE_ID_KEYS", "1:" + key,
                "EDGE_VISITOR_KEY", key,
                "EDGE_SEAL_KEY", key + key,
                "EDGE_ADDRESS_KEY", "1:" + key + key,
                "EDGE_HTTP_HOST", HOST,
                "QUARKUS_MANAGEMENT_HOST", HOST));
        if (HTTPS) {
            environment.put("EDGE_HTTP_PORT", "8480");
            environment.put("EDGE_HTTP_TLS_CERTIFICATE", WORK.resolve("cert.pem").toString());
            environment.put("EDGE_HTTP_TLS_KEY", WORK.resolve("key.pem").toString());
        }
        return launch("edge-" + name, 0, environment, words.toArray(String[]::new));
    }

    private static Process launch(String name, int core, Map<String, String> environment, String... command) throws IOException {
        var words = new ArrayList<>(List.of("taskset", "-c", String.valueOf(core)));
        words.addAll(List.of(command));
        var log = WORK.resolve(name + ".log").toFile();
        var builder = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static void await(Process server, int port) throws Exception {
        await(server, HOST, port);
    }

    private static void await(Process server, String host, int port) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(host, port), 200);
                return;
            } catch (IOException notYet) {
                if (!server.isAlive() || System.nanoTime() > end) {
                    throw new IllegalStateException("no server on port " + port + "; see the logs in " + WORK, notYet);
                }
                Thread.sleep(10); // another process: only asking tells
            }
        }
    }

    private static void end(Process process) throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    /** User and system time of a process and its ended threads, in clock ticks. */
    private static long cpuTicks(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static long anonKib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static void say(String format, Object... values) {
        System.err.printf(Locale.ROOT, format + "%n", values);
    }

    private void print() {
        for (int connections : CONNECTIONS) {
            System.out.printf("%n| %d connections | clicks/s | µs server | µs Redis | clicks per CPU-s of the server | half load: p50 | p99 | p99.9 ms |%n|---|---|---|---|---|---|---|---|%n", connections);
            for (var entry : results.entrySet()) {
                for (var result : entry.getValue()) {
                    if (result.connections() == connections) {
                        var run = result.median();
                        var half = result.medianHalf();
                        System.out.printf(Locale.ROOT, "| (%s) | %.0f | %.1f | %.1f | %.0f | %.2f | %.2f | %.2f |%n", entry.getKey(), run.perSecond(), run.serverMicros(), run.redisMicros(), 1e6 / run.serverMicros(), half.p50() / 1e3, half.p99() / 1e3, half.p999() / 1e3);
                    }
                }
            }
            printRatios(connections);
        }
        memories.forEach((name, memory) -> System.out.printf("(%s) listens after %d ms, has its links after %d ms, RssAnon %d MB idle, %d MB after half load%s%n",
                name, memory.startMillis(), memory.linksMillis(), memory.idleAnonKib() / 1024, memory.loadedAnonKib() / 1024, memory.silent()));
    }

    private void printRatios(int connections) {
        for (var mine : List.of("c", "d")) {
            for (var peer : List.of("a", "b", "b2")) {
                var ours = find(mine, connections);
                var theirs = find(peer, connections);
                if (ours != null && theirs != null) {
                    System.out.printf(Locale.ROOT, "clicks per CPU-second (%s) / (%s): %.2f; with Redis' CPU: %.2f; p99 at half load %.2f ms against %.2f%n",
                            mine, peer, theirs.median().serverMicros() / ours.median().serverMicros(),
                            (theirs.median().serverMicros() + theirs.median().redisMicros()) / (ours.median().serverMicros() + ours.median().redisMicros()),
                            ours.medianHalf().p99() / 1e3, theirs.medianHalf().p99() / 1e3);
                }
            }
        }
    }

    private Result find(String name, int connections) {
        return results.getOrDefault(name, List.of()).stream().filter(result -> result.connections() == connections).findFirst().orElse(null);
    }
}
