package io.clickway.e2e.accounting;

import com.rabbitmq.client.ConnectionFactory;
import io.clickway.e2e.system.LocalSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/** Looks at messages that wait in a queue and leaves them there. */
final class Peek {

    private static final int AT_MOST = 500;

    private Peek() {}

    static List<byte[]> bodies(LocalSystem system, String place, String queue) throws IOException {
        var part = system.part("rabbitmq-" + place);
        var factory = new ConnectionFactory();
        factory.setHost(part.address());
        factory.setPort(part.port());
        factory.setUsername("operator");
        factory.setPassword(system.secret("RABBITMQ_OPERATOR_" + place.toUpperCase(Locale.ROOT)));
        var bodies = new ArrayList<byte[]>();
        // Closing the connection puts back what was not acknowledged.
        try (var connection = factory.newConnection("chaos-peek")) {
            var channel = connection.createChannel();
            for (int i = 0; i < AT_MOST; i++) {
                var message = channel.basicGet(queue, false);
                if (message == null) {
                    break;
                }
                bodies.add(message.getBody());
            }
        } catch (TimeoutException slow) {
            throw new IOException("the broker of " + place + " does not answer", slow);
        }
        return bodies;
    }
}
