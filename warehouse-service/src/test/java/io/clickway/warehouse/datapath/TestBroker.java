package io.clickway.warehouse.datapath;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.clickway.address.BrokerNames;
import io.clickway.testkit.PrivateServers;
import java.io.IOException;
import java.util.List;

/** The operator's hands at the centre's broker. */
public final class TestBroker implements AutoCloseable {

    private final Connection connection;
    private final Channel channel;

    public TestBroker(PrivateServers servers) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(servers.get("rabbitmq.centre.uri.operator"));
        factory.setAutomaticRecoveryEnabled(false);
        connection = factory.newConnection("test");
        channel = connection.createChannel();
        channel.confirmSelect();
    }

    /** Returns when the broker has confirmed them all. */
    public void publish(List<TestBatch> batches) throws Exception {
        for (var batch : batches) {
            var properties = new AMQP.BasicProperties.Builder()
                    .deliveryMode(2)
                    .type(batch.type())
                    .contentType("application/x-clickway-batch")
                    .headers(batch.headers())
                    .build();
            channel.basicPublish(
                    BrokerNames.CLICKS, BrokerNames.clicksRoutingKey(batch.region(), 0), properties, batch.body());
        }
        channel.waitForConfirmsOrDie(30_000);
    }

    /** As the broker does with a message that it has delivered too often. */
    public void publishDead(TestBatch batch) throws Exception {
        var properties = new AMQP.BasicProperties.Builder()
                .deliveryMode(2)
                .type(batch.type())
                .headers(batch.headers())
                .build();
        channel.basicPublish(
                BrokerNames.DEAD_EXCHANGE, BrokerNames.clicksRoutingKey(batch.region(), 0), properties, batch.body());
        channel.waitForConfirmsOrDie(30_000);
    }

    public void deleteQueue(String queue) throws IOException {
        channel.queueDelete(queue);
    }

    /** Messages that nobody has been given. */
    public long waiting(String queue) throws IOException {
        return channel.messageCount(queue);
    }

    @Override
    public void close() throws IOException {
        connection.abort(1_000);
    }
}
