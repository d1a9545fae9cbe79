package io.clickway.forwarder.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is late, and a pool of one connection: what is not given back is missed at once. */
class RedisLineTest {

    private final CountDownLatch greeting = new CountDownLatch(1);
    private final CountDownLatch answering = new CountDownLatch(1);
    private final Vertx vertx = Vertx.vertx();
    private ServerSocket listener;
    private RedisLine line;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
        var options = new RedisOptions()
                .setConnectionString(
                        "redis://" + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort())
                .setProtocolNegotiation(false)
                .setMaxPoolSize(1);
        line = new RedisLine(Redis.createClient(vertx, options), Duration.ofMillis(300));
    }

    @AfterEach
    void close() throws IOException {
        greeting.countDown();
        answering.countDown();
        line.close();
        listener.close();
        vertx.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException ended) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
            for (var words = in.readLine(); words != null; words = in.readLine()) {
                in.readLine();
                var command = in.readLine();
                boolean isGreeting = "PING".equalsIgnoreCase(command);
                (isGreeting ? greeting : answering).await();
                client.getOutputStream().write((isGreeting ? "+PONG\r\n" : "+late\r\n").getBytes(ISO_8859_1));
            }
        } catch (IOException | InterruptedException ended) {
            // The client has gone.
        }
    }

    @Test
    void aConnectionThatComesTooLateIsGivenBack() {
        answering.countDown();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> line.send(Request.cmd(Command.DBSIZE)))
                    .isInstanceOf(StreamUnavailableException.class);
        }
        greeting.countDown();
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(line.send(Request.cmd(Command.DBSIZE))).isNotNull());
    }

    @Test
    void aConnectionThatDoesNotAnswerCostsNoOther() {
        greeting.countDown();
        assertThatThrownBy(() -> line.send(Request.cmd(Command.DBSIZE)))
                .isInstanceOf(StreamUnavailableException.class)
                .hasMessageContaining("no answer");
        answering.countDown();
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(line.send(Request.cmd(Command.DBSIZE))).isNotNull());
    }
}
