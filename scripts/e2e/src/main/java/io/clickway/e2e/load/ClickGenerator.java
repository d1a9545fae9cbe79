package io.clickway.e2e.load;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends clicks with a known {@code sub1} each, never the same one twice, over all edges in turn or by a {@link Route}, and keeps what was attempted
 * and what was answered by exactly the right redirect. An answer that is not that redirect is wrong, whatever else happens;
 * no answer at all is a failure of its own kind, because then nothing was promised.
 */
public final class ClickGenerator implements AutoCloseable {

    private static final long AFTER_FAILURE_NANOS = 20_000_000;
    private static final long MAX_BEHIND_NANOS = 1_000_000_000;

    private static final Edge NOWHERE = new Edge(URI.create("http://0.0.0.0"), "nowhere");

    /**
     * Where clicks are sent to.
     *
     * @param host what visitors call it
     */
    public record Edge(URI uri, String region, String host) {

        public Edge(URI uri, String region) {
            this(uri, region, uri.getAuthority());
        }
    }

    /** Which edge a visitor goes to. */
    @FunctionalInterface
    public interface Route {

        /** @throws IOException when the visitor can't tell: the click stays unanswered */
        Edge edgeFor(Visit visit) throws IOException;
    }

    /** A click without an answer. */
    public record Unanswered(int number, Edge edge, long nanos, String why) {}

    private final String run;
    private final AtomicInteger next = new AtomicInteger();
    private final Map<Integer, String> attempted = new ConcurrentHashMap<>();
    private final Map<Integer, String> answered = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Unanswered> unanswered = new ConcurrentLinkedQueue<>();
    private final Latencies latencies = new Latencies();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Route route;
    private volatile boolean stopped;

    /** @param run letters, digits and single hyphens only */
    public ClickGenerator(String run, List<Edge> edges) {
        this(run, inTurn(edges));
    }

    public ClickGenerator(String run, Route route) {
        this.run = run;
        this.route = route;
    }

    private static Route inTurn(List<Edge> edges) {
        var among = List.copyOf(edges);
        return visit -> among.get(visit.number() % among.size());
    }

    /** @param perSecond over all clients */
    public void start(int count, int perSecond) {
        long pause = 1_000_000_000L * count / perSecond;
        for (int i = 0; i < count; i++) {
            long offset = pause * i / count;
            clients.submit(() -> click(pause, offset));
        }
    }

    /** From now on these edges get the clicks. */
    public void follow(List<Edge> now) {
        route = inTurn(now);
    }

    private void click(long pause, long offset) {
        var lines = new HashMap<Edge, EdgeLine>();
        long due = System.nanoTime() + offset;
        try {
            while (!stopped) {
                long wait = due - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                } else if (wait < -MAX_BEHIND_NANOS) {
                    due = System.nanoTime();
                }
                due += pause;
                if (!stopped) {
                    clickOnce(lines);
                }
            }
        } finally {
            lines.values().forEach(ClickGenerator::hangUp);
        }
    }

    private void clickOnce(Map<Edge, EdgeLine> lines) {
        int number = next.incrementAndGet();
        var visit = new Visit(run, number);
        long asked = System.nanoTime();
        var edge = NOWHERE;
        try {
            edge = route.edgeFor(visit);
            attempted.put(number, edge.region());
            var line = lines.get(edge);
            if (line != null && line.isStale()) {
                hangUp(line);
                line = null;
            }
            if (line == null) {
                line = new EdgeLine(edge.uri(), edge.host());
                lines.put(edge, line);
            }
            var answer = line.send(visit);
            long took = System.nanoTime() - asked;
            var id = answer.status() == 302
                    ? visit.link().clickIdIn(answer.location(), visit)
                    : Optional.<String>empty();
            if (id.isPresent()) {
                answered.put(number, id.get());
                latencies.add(asked, took);
            } else {
                wrong.add(visit.sub1() + ": " + answer.status() + " " + answer.location());
            }
            if (answer.closes()) {
                lines.remove(edge);
                hangUp(line);
            }
        } catch (IOException none) {
            attempted.putIfAbsent(number, edge.region());
            unanswered.add(new Unanswered(number, edge, asked, String.valueOf(none.getMessage())));
            var line = lines.remove(edge);
            if (line != null) {
                hangUp(line);
            }
            LockSupport.parkNanos(AFTER_FAILURE_NANOS);
        }
    }

    private static void hangUp(EdgeLine line) {
        try {
            line.close();
        } catch (IOException _) {
            // It is gone, which was the purpose.
        }
    }

    public String run() {
        return run;
    }

    /** The last number that was given out; higher ones find out where to go only after this. */
    public int lastNumber() {
        return next.get();
    }

    /** Number → region it was sent to. */
    public Map<Integer, String> attempted() {
        return attempted;
    }

    /** Number → click id. */
    public Map<Integer, String> answered() {
        return answered;
    }

    /** Answers that were not the right redirect. */
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    public List<Unanswered> unanswered() {
        return List.copyOf(unanswered);
    }

    public Latencies latencies() {
        return latencies;
    }

    /** Sends no more and waits for what is on its way. */
    public void stop() {
        stopped = true;
        clients.close();
    }

    @Override
    public void close() {
        stop();
    }
}
