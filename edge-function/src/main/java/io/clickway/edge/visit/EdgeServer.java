package io.clickway.edge.visit;

import io.clickway.edge.certificate.CertificateFolder;
import io.clickway.edge.certificate.SniKeyManager;
import io.clickway.edge.click.ClickMaker;
import io.clickway.edge.client.TrustedProxies;
import io.clickway.edge.route.LiveLinks;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Listens for visitors: one Vert.x server per event loop, each connection with a {@link FastLane} in front, the routes of
 * Quarkus behind. Quarkus' own listener is off, for it lets nobody stand in front of its parser.
 */
public final class EdgeServer {

    private static final String FAST_LANE = "fast-lane";
    /** The server's parser; everything before it is TLS. */
    static final String PARSER = "httpDecoder";

    /** Most heads fit; a longer one takes several reads. */
    private static final FixedRecvByteBufAllocator READ_SIZE = new FixedRecvByteBufAllocator(2048);

    private static final int MAX_TARGET_LINE = 16_500;
    private static final int MAX_HEADERS = 32 * 1024;
    private static final int BACKLOG = 4096;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(EdgeServer.class);
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final AtomicLong lastTold = new AtomicLong(System.nanoTime() - 2 * TELL_NANOS);
    private final Vertx vertx;
    private final HttpSettings settings;
    private final TrustedProxies proxies;
    private final Answers answers;
    private final Desks desks;
    private final CertificateFolder certificates;
    private final List<HttpServer> servers = new ArrayList<>();

    /** @throws IllegalArgumentException names the setting that can't be */
    public EdgeServer(
            Vertx vertx,
            HttpSettings settings,
            TrustedProxies proxies,
            Answers answers,
            Desks desks,
            CertificateFolder certificates) {
        HttpLimits.check(settings);
        this.vertx = vertx;
        this.settings = settings;
        this.proxies = proxies;
        this.answers = answers;
        this.desks = desks;
        this.certificates = certificates;
    }

    /**
     * Returns when all loops listen.
     *
     * @param makers gives each loop its own
     * @throws UnableToListenException when it can't
     */
    public void start(Sources sources, LiveLinks links, Supplier<ClickMaker> makers, VisitCounts counts) {
        var loops = sources.all();
        var limits = HttpLimits.of(settings, loops.size());
        var all = new IdentityHashMap<Object, ClickDesk>();
        var started = new ArrayList<Future<HttpServer>>();
        for (var loop : loops) {
            var desk = new ClickDesk(links, makers.get(), loop.source(), counts, System::currentTimeMillis);
            all.put(loop.loop().nettyEventLoop(), desk);
            var lanes = new Lanes(desk, answers, limits, System::currentTimeMillis);
            loop.loop()
                    .runOnContext(_ -> loop.loop()
                            .nettyEventLoop()
                            .scheduleAtFixedRate(() -> lanes.endSlowOnes(System.nanoTime()), 1, 1, TimeUnit.SECONDS));
            for (var door : doors()) {
                started.add(listen(loop, lanes, door));
            }
        }
        desks.set(all);
        for (var one : started) {
            servers.add(await(one));
        }
    }

    private List<HttpServerOptions> doors() {
        var doors = new ArrayList<>(List.of(secured(options(settings.port()))));
        settings.plainPort().ifPresent(port -> doors.add(options(port)));
        return doors;
    }

    private Future<HttpServer> listen(LoopSource loop, Lanes lanes, HttpServerOptions door) {
        var promise = Promise.<HttpServer>promise();
        loop.loop().runOnContext(_ -> {
            try {
                listen(lanes, door).onComplete(promise);
            } catch (RuntimeException unusable) {
                promise.fail(unusable);
            }
        });
        return promise.future();
    }

    private Future<HttpServer> listen(Lanes lanes, HttpServerOptions door) {
        var server = vertx.createHttpServer(door);
        server.requestHandler(VertxHttpRecorder.getRootHandler());
        server.connectionHandler(connection -> begin(connection, lanes));
        server.invalidRequestHandler(answers::unreadable);
        server.exceptionHandler(this::tellIfOurs);
        return server.listen();
    }

    /**
     * What visitors can bring about, such as a reset, bytes that are no TLS, no PROXY header or no HTTP, is no line of the log:
     * Vert.x would write one each, with what they sent.
     */
    private void tellIfOurs(Throwable failure) {
        boolean isTheirs = failure instanceof IOException
                || failure instanceof DecoderException
                || failure instanceof VertxException;
        long now = System.nanoTime();
        if (!isTheirs && now - lastTold.get() > TELL_NANOS) {
            lastTold.set(now);
            LOG.errorf("a connection failed: %s", failure.getClass().getName());
        }
    }

    private HttpServerOptions options(int port) {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(port)
                .setAcceptBacklog(BACKLOG)
                .setMaxInitialLineLength(MAX_TARGET_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                // It would stand in front of the fast lane; HTTP/2 ends at the proxy before the edge.
                .setHttp2ClearTextEnabled(false)
                .setUseProxyProtocol(settings.proxyProtocol())
                .setProxyProtocolTimeout(Math.max(1, settings.headTimeout().toMillis()))
                .setProxyProtocolTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    private HttpServerOptions secured(HttpServerOptions options) {
        if (!HttpLimits.speaksTls(settings)) {
            return options;
        }
        return options.setSsl(true)
                .setUseAlpn(false)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
                .setKeyCertOptions(keys());
    }

    private KeyCertOptions keys() {
        if (settings.certificates().isPresent()) {
            return KeyCertOptions.wrap(new SniKeyManager(certificates));
        }
        return new PemKeyCertOptions()
                .addCertPath(settings.tlsCertificate().map(Path::toString).orElseThrow())
                .addKeyPath(settings.tlsKey().map(Path::toString).orElseThrow());
    }

    private void begin(HttpConnection connection, Lanes lanes) {
        connection.exceptionHandler(this::tellIfOurs);
        var pipeline = ((ConnectionBase) connection).channelHandlerContext().pipeline();
        if (settings.proxyProtocol() && !isFromProxy(pipeline.channel().remoteAddress())) {
            // What came with its header would be taken for a request even so.
            pipeline.addBefore(PARSER, FAST_LANE, new Deaf());
            pipeline.close();
            return;
        }
        pipeline.channel().config().setRecvByteBufAllocator(READ_SIZE);
        var peer = connection.remoteAddress();
        var address = peer == null ? null : peer.hostAddress();
        pipeline.addBefore(PARSER, FAST_LANE, new FastLane(lanes, address == null ? "" : address));
    }

    private boolean isFromProxy(Object peer) {
        return peer instanceof InetSocketAddress socket
                && socket.getAddress() != null
                && proxies.isTrusted(socket.getAddress().getAddress());
    }

    /** The server has read a head on this connection. */
    static void headIsRead(HttpConnection connection) {
        var lane =
                ((ConnectionBase) connection).channelHandlerContext().pipeline().get(FastLane.class);
        if (lane != null) {
            lane.headIsRead();
        }
    }

    /** Lets the clicks in flight be answered, at most for so long, then ends all connections. */
    public void close(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!desks.areIdle(patience) && System.nanoTime() < end) {
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        servers.forEach(HttpServer::close);
    }

    private static HttpServer await(Future<HttpServer> one) {
        try {
            return one.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException failed) {
            var cause = failed instanceof ExecutionException && failed.getCause() != null ? failed.getCause() : failed;
            throw new UnableToListenException(cause);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("starting was interrupted", stopped);
        }
    }

    /** Hears nothing more of a connection. */
    private static final class Deaf extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
