package io.clickway.e2e.scenario;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.clickway.address.BrokerNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/** A second queue at a region's exchange: what passes there is copied and can be published again, as it was. */
final class BatchTap implements AutoCloseable {

    private static final long CONFIRM_MILLIS = 60_000;
    private static final String QUEUE = "chaos";

    /** A message as it passed. */
    record Passed(String routingKey, BasicProperties properties, byte[] body) {

        /** As its header says. */
        long events() {
            return Long.parseLong(String.valueOf(
                    Objects.requireNonNull(properties.getHeaders()).get("count")));
        }
    }

    private final Connection connection;
    private final Channel channel;

    BatchTap(Stage stage, String region) throws IOException, TimeoutException {
        var broker = stage.system().part("rabbitmq-" + region);
        var factory = new ConnectionFactory();
        factory.setHost(broker.address());
        factory.setPort(broker.port());
        factory.setUsername("operator");
        factory.setPassword(stage.system().secret("RABBITMQ_OPERATOR_" + region.toUpperCase(Locale.ROOT)));
        connection = factory.newConnection("chaos-tap");
        channel = connection.createChannel();
        channel.confirmSelect();
        channel.queueDeclare(QUEUE, true, false, false, Map.of());
        channel.queueBind(QUEUE, BrokerNames.CLICKS, "#");
    }

    /** Ends the copying and gives what passed until now. */
    List<Passed> passed() throws IOException {
        channel.queueUnbind(QUEUE, BrokerNames.CLICKS, "#");
        var passed = new ArrayList<Passed>();
        for (var message = channel.basicGet(QUEUE, true); message != null; message = channel.basicGet(QUEUE, true)) {
            passed.add(new Passed(message.getEnvelope().getRoutingKey(), message.getProps(), message.getBody()));
        }
        return passed;
    }

    /** Waits until the broker has all of them. */
    void publishAgain(List<Passed> messages) throws IOException, InterruptedException, TimeoutException {
        for (var message : messages) {
            channel.basicPublish(BrokerNames.CLICKS, message.routingKey, true, message.properties, message.body);
        }
        channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
    }

    @Override
    public void close() throws IOException {
        channel.queueDelete(QUEUE);
        connection.close();
    }
}
