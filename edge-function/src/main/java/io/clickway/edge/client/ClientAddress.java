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
