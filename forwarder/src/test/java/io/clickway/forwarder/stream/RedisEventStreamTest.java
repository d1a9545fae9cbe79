package io.clickway.forwarder.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a Redis may answer besides the usual, from one that says what it is told to. */
class RedisEventStreamTest {

    private static final String CUT = "cut";
    private static final List<EntryId> ENTRY = List.of(new EntryId(1, 1));

    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private ServerSocket listener;
    private RedisLine line;
    private RedisEventStream stream;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        var options = new RedisOptions()
                .setConnectionString(
                        "redis://" + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort())
                .setProtocolNegotiation(false);
        line = new RedisLine(Redis.createClient(vertx, options), Duration.ofSeconds(5));
        stream = new RedisEventStream(line, "a");
    }

    @AfterEach
    void close() throws IOException {
        line.close();
        listener.close();
        vertx.close();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (var client = listener.accept()) {
                answer(client);
            } catch (IOException ended) {
                // The next one, if there is one.
            }
        }
    }

    private void answer(Socket client) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
        for (var words = in.readLine(); words != null; words = in.readLine()) {
            var command = new StringBuilder();
            for (int i = Integer.parseInt(words.substring(1)); i > 0; i--) {
                in.readLine();
                command.append(in.readLine()).append(' ');
            }
            boolean isGreeting = command.toString().toUpperCase(Locale.ROOT).startsWith("PING");
            if (!isGreeting) {
                commands.add(command.toString().strip());
            }
            var answer = isGreeting ? "+PONG" : answers.poll();
            if (answer == null || answer.equals(CUT)) {
                return;
            }
            client.getOutputStream().write((answer + "\r\n").getBytes(ISO_8859_1));
        }
    }

    @Test
    void acknowledgesAndDeletesInOneTransaction() throws Exception {
        answers.addAll(List.of("+OK", "+QUEUED", "+QUEUED", "*2\r\n:1\r\n:1"));
        assertThat(stream.acknowledge(ENTRY)).isEqualTo(1);
        assertThat(commands)
                .containsExactly("multi", "xack clickway:events forwarder 1-1", "xdel clickway:events 1-1", "exec");
    }

    @Test
    void deletesFirstAndThenAcknowledgesWhereThereIsNoMemoryForATransaction() throws Exception {
        answers.addAll(List.of("+OK", "-OOM no memory", "-OOM no memory", "-EXECABORT discarded", ":1", ":1"));
        assertThat(stream.acknowledge(ENTRY)).isEqualTo(1);
        assertThat(commands).endsWith("xdel clickway:events 1-1", "xack clickway:events forwarder 1-1");
    }

    @Test
    void aTransactionThatIsNotExecutedIsNoAcknowledgement() {
        answers.addAll(List.of("+OK", "+QUEUED", "+QUEUED", "*-1"));
        assertThatThrownBy(() -> stream.acknowledge(ENTRY))
                .isInstanceOf(StreamUnavailableException.class)
                .hasMessageContaining("not executed");
    }

    @Test
    void aConnectionCutAmidATransactionFailsItAndSoonThereIsAnother() {
        answers.addAll(List.of("+OK", "+QUEUED", CUT));
        assertThatThrownBy(() -> stream.acknowledge(ENTRY)).isInstanceOf(StreamUnavailableException.class);
        await().ignoreExceptions().untilAsserted(() -> {
            answers.clear();
            answers.addAll(List.of("+OK", "+QUEUED", "+QUEUED", "*2\r\n:0\r\n:0"));
            assertThat(stream.acknowledge(ENTRY)).isZero();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-LOADING Redis is loading the dataset in memory",
                "-READONLY You can't write against a read only replica.",
                "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                "-NOPERM this user has no permissions to run the command",
                "-NOAUTH Authentication required."
            })
    void whateverRedisRefusesIsUnavailable(String refusal) {
        answers.add(refusal);
        assertThatThrownBy(() -> stream.readNew(1, Duration.ZERO))
                .isExactlyInstanceOf(StreamUnavailableException.class)
                .hasMessageContaining(refusal.substring(1, 8));
    }

    @Test
    void aRefusedCommandWithinATransactionFailsItWhole() {
        answers.addAll(List.of("+OK", "-LOADING wait", "+QUEUED", "-EXECABORT discarded"));
        assertThatThrownBy(() -> stream.acknowledge(ENTRY)).isInstanceOf(StreamUnavailableException.class);
    }

    @Test
    void tellsAMissingGroupFromOtherTrouble() {
        answers.add("-NOGROUP No such key 'clickway:events' or consumer group 'forwarder'");
        assertThatThrownBy(() -> stream.readNew(1, Duration.ZERO)).isInstanceOf(GroupMissingException.class);
    }

    @Test
    void forgetsNoConsumerWhoseLeaseItHasNotOrThatHasSomethingPending() throws Exception {
        answers.addAll(List.of("+OK", "$5\r\nother", "+OK"));
        assertThat(stream.deleteConsumer("b", "mine")).isFalse();
        answers.addAll(List.of("+OK", "$4\r\nmine", "*1\r\n*4\r\n$3\r\n1-1\r\n$1\r\nb\r\n:5\r\n:1", "+OK"));
        assertThat(stream.deleteConsumer("b", "mine")).isFalse();
        answers.addAll(List.of("+OK", "$4\r\nmine", "*0", "+OK", "+QUEUED", "*-1"));
        assertThat(stream.deleteConsumer("b", "mine"))
                .as("the lease changed amid")
                .isFalse();
        answers.addAll(List.of("+OK", "$4\r\nmine", "*0", "+OK", "+QUEUED", "*1\r\n:0"));
        assertThat(stream.deleteConsumer("b", "mine")).isTrue();
    }

    @Test
    void inheritsALeaseOfTheEndedOnlyAndOnlyIfItDoesNotChangeAmid() throws Exception {
        var leases = new RedisLeases(line);
        var ttl = Duration.ofSeconds(10);
        answers.addAll(List.of("+OK", "$5\r\nalive", "+OK"));
        assertThat(leases.inherit("a", Set.of("ended"), "mine", ttl)).isEqualTo(Leases.Answer.TAKEN);
        answers.addAll(List.of("+OK", "$5\r\nended", "+OK", "+QUEUED", "*-1"));
        assertThat(leases.inherit("a", Set.of("ended"), "mine", ttl)).isEqualTo(Leases.Answer.TAKEN);
        answers.addAll(List.of("+OK", "$5\r\nended", "+OK", "+QUEUED", "*1\r\n+OK"));
        assertThat(leases.inherit("a", Set.of("ended"), "mine", ttl)).isEqualTo(Leases.Answer.ACQUIRED);
    }

    @Test
    void aRedisWithoutMemoryStopsNobodyWhoFindsTheNameFree() throws Exception {
        var leases = new RedisLeases(line);
        var ttl = Duration.ofSeconds(10);
        answers.addAll(List.of("$-1", "-OOM command not allowed", "$-1"));
        assertThat(leases.hold("a", "mine", ttl)).isEqualTo(Leases.Answer.ACQUIRED);
        answers.addAll(List.of("$-1", "-OOM command not allowed", "$5\r\nother"));
        assertThat(leases.hold("a", "mine", ttl)).isEqualTo(Leases.Answer.TAKEN);
        answers.addAll(List.of("$4\r\nmine", ":1", "$4\r\nmine"));
        assertThat(leases.hold("a", "mine", ttl)).isEqualTo(Leases.Answer.RENEWED);
    }
}
