package io.clickway.edge.it;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A visitor by HTTPS who believes any certificate and tells which one he was shown. */
final class TlsVisitor {

    private static final int PATIENCE_MILLIS = 30_000;

    private final InetSocketAddress edge;
    private final String protocol;
    private final SSLContext context;

    /** @param certificate the base64 text of the first of the chain, as PEM has it */
    record Seen(String certificate, String answer) {}

    private static final class Believer implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Remembers sessions from one visit to the next, as browsers do. */
    TlsVisitor(InetSocketAddress edge, String protocol) {
        this.edge = edge;
        this.protocol = protocol;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Believer()}, null);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @param host empty to ask for none */
    SSLSocket connect(String host) throws IOException {
        var line = new Socket();
        try {
            line.connect(edge, PATIENCE_MILLIS);
            line.setSoTimeout(PATIENCE_MILLIS);
            // With the host it remembers sessions by it.
            var name = host.isEmpty() ? edge.getHostString() : host;
            var socket = (SSLSocket) context.getSocketFactory().createSocket(line, name, edge.getPort(), true);
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            return socket;
        } catch (IOException failed) {
            line.close();
            throw failed;
        }
    }

    Seen visit(String host, String path) throws IOException {
        try (var socket = connect(host)) {
            return new Seen(certificate(socket), ask(socket, host, path, "close"));
        }
    }

    static String certificate(SSLSocket socket) throws IOException {
        try {
            return Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(socket.getSession().getPeerCertificates()[0].getEncoded());
        } catch (CertificateEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The head of the answer. */
    static String ask(SSLSocket socket, String host, String path, String connection) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: TlsVisitor\r\nConnection: "
                                + connection + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("ended after '" + head + "'");
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
