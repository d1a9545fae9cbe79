package io.clickway.forwarder.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** A TCP connection's way through bad weather: answers late, or nothing any more on the connections there are. */
final class FaultProxy implements AutoCloseable {

    private static final int CHUNK = 16 * 1024;

    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private volatile Duration delay = Duration.ZERO;

    FaultProxy(String host, int port) {
        this.host = host;
        this.port = port;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Whatever the server says from now on arrives this much later; the order stays. */
    void delayAnswers(Duration late) {
        delay = late;
    }

    /** The connections there are fall silent in both directions and are never closed; new ones are well. */
    void silence() {
        links.forEach(link -> link.isSilent = true);
    }

    private void accept() {
        try {
            while (true) {
                var client = listener.accept();
                links.add(new Link(client, new Socket(host, port)));
            }
        } catch (IOException closed) {
            // The proxy ends.
        }
    }

    private record Chunk(byte[] bytes, long dueNanos) implements Delayed {

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(dueNanos, ((Chunk) other).dueNanos);
        }
    }

    private final class Link {

        private final Socket client;
        private final Socket server;
        private final DelayQueue<Chunk> answers = new DelayQueue<>();
        private volatile boolean isSilent;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
            Thread.ofVirtual().start(this::carryRequests);
            Thread.ofVirtual().start(this::hearAnswers);
            Thread.ofVirtual().start(this::carryAnswers);
        }

        private void carryRequests() {
            var bytes = new byte[CHUNK];
            try {
                for (int n = client.getInputStream().read(bytes);
                        n >= 0;
                        n = client.getInputStream().read(bytes)) {
                    if (!isSilent) {
                        server.getOutputStream().write(bytes, 0, n);
                    }
                }
                end();
            } catch (IOException broken) {
                end();
            }
        }

        private void hearAnswers() {
            var bytes = new byte[CHUNK];
            try {
                for (int n = server.getInputStream().read(bytes);
                        n >= 0;
                        n = server.getInputStream().read(bytes)) {
                    answers.add(new Chunk(Arrays.copyOf(bytes, n), System.nanoTime() + delay.toNanos()));
                }
                end();
            } catch (IOException broken) {
                end();
            }
        }

        private void carryAnswers() {
            try {
                while (!client.isClosed()) {
                    var due = answers.poll(1, TimeUnit.SECONDS);
                    if (due != null && !isSilent) {
                        client.getOutputStream().write(due.bytes());
                    }
                }
            } catch (IOException | InterruptedException broken) {
                end();
            }
        }

        /** A silent one stays as it is, as behind a router that forgot it. */
        private void end() {
            if (!isSilent) {
                close();
            }
        }

        void close() {
            links.remove(this);
            for (var socket : List.of(client, server)) {
                try {
                    socket.close();
                } catch (IOException alreadyBroken) {
                    // The aim is reached.
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        links.forEach(Link::close);
    }
}
