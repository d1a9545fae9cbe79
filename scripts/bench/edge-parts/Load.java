import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * An open-loop load over keep-alive connections: requests are due at fixed times, whatever the server does, and their
 * latency counts from when they were due. It checks every answer's Location. One thread.
 *
 * <p>Arguments: address, port, requests.tsv, connections, requests per second (0: each connection asks again as soon as it
 * has its answer), seconds, [idle connections to open first]. Prints one line: answered, wrong, p50, p99, p99.9 and greatest
 * latency in microseconds, the first two seconds left out.
 */
final class Load {

    private static final int BUFFER = 16 * 1024;

    /** Before, the generator itself is too slow to measure anything. */
    private static final long WARMING_NANOS = 2_000_000_000L;

    private record Wanted(byte[] request, String before, String after) {}

    private static final class Line {
        final SocketChannel channel;
        final ByteBuffer in = ByteBuffer.allocate(BUFFER);
        ByteBuffer out = ByteBuffer.allocate(0);
        SelectionKey key;
        Wanted wanted;
        long dueNanos;
        boolean busy;

        Line(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private final List<Wanted> requests;
    private final Selector selector = Selector.open();
    private final ArrayDeque<Line> idle = new ArrayDeque<>();
    private final long[] latencies = new long[8_000_000];
    private long countedFrom;
    private int counted;
    private int answered;
    private int wrong;
    private String firstWrong = "";
    private int next;

    private Load(List<Wanted> requests) throws IOException {
        this.requests = requests;
    }

    public static void main(String... args) throws IOException {
        var address = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
        var load = new Load(read(Path.of(args[2]), args[0]));
        int extra = args.length > 6 ? Integer.parseInt(args[6]) : 0;
        var silent = new SocketChannel[extra];
        for (int i = 0; i < extra; i++) {
            silent[i] = connect(address, i);
        }
        load.open(address, Integer.parseInt(args[3]));
        load.run(Integer.parseInt(args[4]), Double.parseDouble(args[5]));
        load.print();
        for (var channel : silent) {
            channel.close();
        }
    }

    /** Many connections need many local addresses: each has some 28,000 ports. */
    private static SocketChannel connect(InetSocketAddress address, int number) throws IOException {
        var channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.bind(new InetSocketAddress("127.0.99." + (1 + number / 20_000), 0));
        channel.connect(address);
        return channel;
    }

    private static List<Wanted> read(Path file, String host) throws IOException {
        return Files.readAllLines(file).stream().map(line -> {
            var parts = line.split("\t");
            var text = "GET " + parts[0] + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: " + parts[3]
                    + "\r\nAccept: text/html\r\nAccept-Language: " + parts[2] + "\r\nX-Forwarded-For: " + parts[1]
                    + "\r\nReferer: https://www.google.com/\r\n\r\n";
            int macro = parts[4].indexOf("{click_id}");
            return new Wanted(
                    text.getBytes(StandardCharsets.ISO_8859_1),
                    "ocation: " + parts[4].substring(0, macro),
                    parts[4].substring(macro + 10) + "\r\n");
        }).toList();
    }

    private void open(InetSocketAddress address, int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            var channel = connect(address, i);
            channel.configureBlocking(false);
            var line = new Line(channel);
            line.key = channel.register(selector, SelectionKey.OP_READ, line);
            idle.add(line);
        }
    }

    private void run(int perSecond, double seconds) throws IOException {
        long start = System.nanoTime();
        countedFrom = start + WARMING_NANOS;
        long end = start + (long) (seconds * 1e9);
        long due = start;
        long step = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
        int busy = 0;
        long now = start;
        while (now < end || busy > 0 && now < end + 5_000_000_000L) {
            while (now < end && !idle.isEmpty() && (step == 0 || due <= now)) {
                send(idle.poll(), step == 0 ? now : due);
                due += step;
                busy++;
            }
            selector.selectNow(key -> {
                if (key.isReadable()) {
                    receive((Line) key.attachment());
                }
            });
            int before = busy;
            busy = selectorBusy;
            now = System.nanoTime();
            if (before == busy && (idle.isEmpty() || step != 0 && due > now)) {
                selector.select(key -> {
                    if (key.isReadable()) {
                        receive((Line) key.attachment());
                    }
                }, 1);
                busy = selectorBusy;
                now = System.nanoTime();
            }
        }
    }

    private int selectorBusy;

    private void send(Line line, long dueNanos) throws IOException {
        line.wanted = requests.get(next);
        next = next + 1 == requests.size() ? 0 : next + 1;
        line.dueNanos = dueNanos;
        line.busy = true;
        selectorBusy++;
        var out = ByteBuffer.wrap(line.wanted.request());
        while (out.hasRemaining()) {
            line.channel.write(out);
        }
    }

    private void receive(Line line) {
        try {
            if (line.channel.read(line.in) < 0) {
                throw new IOException("the server ended a connection");
            }
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
        var text = new String(line.in.array(), 0, line.in.position(), StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\r\n\r\n");
        if (head < 0) {
            return;
        }
        int length = text.indexOf("ength: ");
        int body = length < 0 ? 0 : Integer.parseInt(text, length + 7, text.indexOf('\r', length), 10);
        if (text.length() < head + 4 + body) {
            return;
        }
        check(line, text);
        if (line.dueNanos >= countedFrom && counted < latencies.length) {
            latencies[counted++] = System.nanoTime() - line.dueNanos;
        }
        answered++;
        line.in.clear();
        line.busy = false;
        selectorBusy--;
        idle.add(line);
    }

    private void check(Line line, String text) {
        int at = text.indexOf(line.wanted.before());
        int end = at < 0 ? -1 : text.indexOf('\r', at);
        boolean right = at >= 0 && text.startsWith("HTTP/1.1 302")
                && text.regionMatches(end + 2 - line.wanted.after().length(), line.wanted.after(), 0, line.wanted.after().length());
        if (!right) {
            wrong++;
            if (firstWrong.isEmpty()) {
                firstWrong = "wanted " + line.wanted.before() + "*" + line.wanted.after() + "got " + text;
            }
        }
    }

    private void print() {
        Arrays.sort(latencies, 0, counted);
        System.out.printf(
                "%d %d %d %d %d %d%n",
                answered, wrong, at(counted, 0.5), at(counted, 0.99), at(counted, 0.999), at(counted, 1));
        if (!firstWrong.isEmpty()) {
            System.err.println(firstWrong);
        }
    }

    private long at(int kept, double share) {
        return kept == 0 ? 0 : latencies[Math.min(kept - 1, (int) (kept * share))] / 1000;
    }
}
