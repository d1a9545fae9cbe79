package io.clickway.edge.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * An IPv4 or IPv6 address, 4 or 16 bytes, or none.
 *
 * @param readable false when a trusted proxy named something that is no address, so that the peer stands in
 */
public record ClientAddress(byte[] bytes, boolean readable) {

    private static final byte[] NO_BYTES = {};

    /** For a peer without an address, e.g. on a Unix socket. */
    public static final ClientAddress NONE = new ClientAddress(NO_BYTES, false);

    /** IPv4 cut to /24, IPv6 to /48 with zeros behind it; empty when there is no address. */
    public byte[] network() {
        var network = bytes.clone();
        int kept = network.length == 4 ? 3 : 6;
        for (int i = kept; i < network.length; i++) {
            network[i] = 0;
        }
        return network;
    }

    public boolean isV6() {
        return bytes.length == 16;
    }

    /**
     * Whether the address is none of the internet's (RFC 1918, 6598, 3927, 4193, loopback): then it stands for a proxy that
     * isn't named as trusted, or for a trial, and so for any number of people.
     */
    public boolean isInternal() {
        return switch (bytes.length) {
            case 4 -> isInternalV4(bytes[0] & 0xff, bytes[1] & 0xff);
            case 16 -> isInternalV6();
            default -> true;
        };
    }

    private static boolean isInternalV4(int first, int second) {
        return first == 10
                || first == 127
                || first == 172 && second >= 16 && second < 32
                || first == 192 && second == 168
                || first == 169 && second == 254
                || first == 100 && second >= 64 && second < 128;
    }

    private boolean isInternalV6() {
        boolean isLoopback = bytes[15] == 1;
        for (int i = 0; i < 15 && isLoopback; i++) {
            isLoopback = bytes[i] == 0;
        }
        return isLoopback || (bytes[0] & 0xfe) == 0xfc || bytes[0] == (byte) 0xfe && (bytes[1] & 0xc0) == 0x80;
    }

    public boolean isPresent() {
        return bytes.length > 0;
    }

    public InetAddress inetAddress() {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientAddress that && readable == that.readable && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Never shows the address: it may end in a log. */
    @Override
    public String toString() {
        return "ClientAddress[" + bytes.length + " bytes]";
    }
}
