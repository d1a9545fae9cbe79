package io.clickway.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgentCacheTest {

    private final Agents agents = new Agents();
    private final AgentCache cache = new AgentCache(agents);
    private final List<String> real = TestLines.of(AgentCacheTest.class, "frequent.tsv").stream()
            .map(line -> line.split("\t", 6)[5])
            .toList();

    @Test
    void saysWhatIsReadWithoutIt() {
        for (int round = 0; round < 3; round++) {
            for (var text : real) {
                assertThat(cache.read(text)).isEqualTo(agents.read(text));
            }
        }
    }

    @Test
    void remembersByContent() {
        var text = real.getFirst();

        assertThat(cache.read(new String(text.toCharArray()))).isSameAs(cache.read(new String(text.toCharArray())));
    }

    @Test
    void allocatesNothingForWhatItRemembers() {
        var common = real.subList(0, 100);
        for (int warming = 0; warming < 200; warming++) {
            readAll(common);
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int round = 0; round < 1000; round++) {
            readAll(common);
        }

        // 100,000 look-ups; the compiler may allocate a little on this thread.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    }

    private void readAll(List<String> texts) {
        for (int i = 0; i < texts.size(); i++) {
            cache.read(texts.get(i));
        }
    }

    @Test
    void keepsTheCommonOnesThroughAFloodOfRandomOnes() {
        var common = real.subList(0, 200);
        readAll(common);
        readAll(common);
        var remembered = common.stream().map(cache::read).toList();
        int forgotten = 0;
        for (int i = 0; i < 100_000; i++) {
            cache.read("Mozilla/5.0 (Windows NT 10.0) flood " + i);
            if (i % 500 == 0) {
                readAll(common);
            }
        }
        for (int i = 0; i < common.size(); i++) {
            forgotten += cache.read(common.get(i)) == remembered.get(i) ? 0 : 1;
        }

        assertThat(forgotten).isLessThanOrEqualTo(common.size() / 20);
    }

    @Test
    void doesNotKeepWhatIsTooLong() {
        var tooLong = "x".repeat(Agents.MAX_LENGTH + 1);

        assertThat(cache.read(tooLong)).isEqualTo(cache.read(tooLong)).isNotSameAs(cache.read(tooLong));
    }
}
