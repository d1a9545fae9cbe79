package io.clickway.warehouse.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundedMessagesTest {

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void passesMessagesOnHoweverTheyAreRead() throws Exception {
        System.out.println("seed " + seed);
        var bytes = messages(0, 1, 100, 996, 3, 0, 512);
        var in = new BoundedMessages(new ByteArrayInputStream(bytes), 1_000);
        var read = new ByteArrayOutputStream();
        while (read.size() < bytes.length) {
            if (random.nextBoolean()) {
                read.write(in.read());
            } else {
                read.write(in.readNBytes(random.nextInt(1, 200)));
            }
        }
        assertThat(read.toByteArray()).isEqualTo(bytes);
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void refusesALongMessageAtItsHead() throws Exception {
        var in = new BoundedMessages(new ByteArrayInputStream(messages(10, 997)), 1_000);
        assertThat(in.readNBytes(15 + 4)).hasSize(19);
        assertThatThrownBy(in::read).isInstanceOf(MessageTooLong.class).hasMessageContaining("1001 bytes");
    }

    @Test
    void refusesALengthThatCanNotBe() {
        var in = new BoundedMessages(new ByteArrayInputStream(new byte[] {'D', -1, -1, -1, -1}), 1_000);
        assertThatThrownBy(() -> in.readNBytes(5)).isInstanceOf(MessageTooLong.class);
    }

    private static byte[] messages(int... bodies) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        for (int body : bodies) {
            out.write('D');
            out.writeInt(body + 4);
            out.write(new byte[body]);
        }
        return bytes.toByteArray();
    }
}
