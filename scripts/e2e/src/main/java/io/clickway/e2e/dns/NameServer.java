package io.clickway.e2e.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.ClientSubnetOption;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Asks one server for the edges of {@link #NAME}, in the name of visitors (EDNS client subnet, RFC 7871). Thread-safe. */
public final class NameServer {

    public static final String NAME = "go.clickway.test";

    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int PAYLOAD_BYTES = 1_232;
    private static final int V4_PREFIX = 24;
    private static final int V6_PREFIX = 56;
    private static final int V4_BYTES = 4;

    /** @param addresses in the order they came in, never empty */
    public record Answer(List<String> addresses, Duration ttl) {}

    private final SimpleResolver server;
    private final Name name;

    public NameServer(String address, int port) {
        server = new SimpleResolver(new InetSocketAddress(address, port));
        server.setTimeout(PATIENCE);
        try {
            name = Name.fromString(NAME + ".");
        } catch (TextParseException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * @param visitor an address; the server learns its network
     * @throws IOException when there is no answer, or none with an address
     */
    public Answer ask(String visitor) throws IOException {
        var address = InetAddress.ofLiteral(visitor);
        int prefix = address.getAddress().length == V4_BYTES ? V4_PREFIX : V6_PREFIX;
        var network = Address.truncate(address, prefix);
        for (int tried = 1; ; tried++) {
            var question = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
            question.addRecord(
                    new OPTRecord(PAYLOAD_BYTES, 0, 0, 0, List.of(new ClientSubnetOption(prefix, network))),
                    Section.ADDITIONAL);
            try {
                return read(server.send(question));
            } catch (IOException silent) {
                if (tried == TRIES) {
                    throw silent;
                }
            }
        }
    }

    private static Answer read(Message answer) throws IOException {
        var records = answer.getSection(Section.ANSWER).stream()
                .filter(ARecord.class::isInstance)
                .map(ARecord.class::cast)
                .toList();
        if (records.isEmpty()) {
            throw new IOException("no address: " + Rcode.string(answer.getRcode()));
        }
        return new Answer(
                records.stream()
                        .map(record -> record.getAddress().getHostAddress())
                        .toList(),
                Duration.ofSeconds(records.getFirst().getTTL()));
    }
}
