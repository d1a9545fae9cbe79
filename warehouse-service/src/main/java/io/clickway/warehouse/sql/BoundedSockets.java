package io.clickway.warehouse.sql;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/** Sockets for the driver, which makes this by its name, with the longest message as its only argument. */
public final class BoundedSockets extends SocketFactory {

    private final int longest;

    public BoundedSockets(String longest) {
        this.longest = Integer.parseInt(longest);
    }

    @Override
    public Socket createSocket() {
        return new BoundedSocket(longest);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw connectsLater();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw connectsLater();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw connectsLater();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw connectsLater();
    }

    private static UnsupportedOperationException connectsLater() {
        return new UnsupportedOperationException("the driver connects its sockets itself");
    }

    private static final class BoundedSocket extends Socket {

        private final int longest;
        private @Nullable InputStream bounded;

        BoundedSocket(int longest) {
            this.longest = longest;
        }

        /** One for the socket's life: the frames run on from one caller to the next. */
        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (bounded == null) {
                bounded = new BoundedMessages(super.getInputStream(), longest);
            }
            return bounded;
        }
    }
}
