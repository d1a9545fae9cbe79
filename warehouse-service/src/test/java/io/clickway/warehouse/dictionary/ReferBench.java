package io.clickway.warehouse.dictionary;

import io.clickway.event.proto.Click;
import io.clickway.id.ClickId;
import io.clickway.warehouse.benchmark.RealisticClicks;
import io.clickway.warehouse.datapath.Centre;
import io.clickway.warehouse.datapath.TestSource;
import io.clickway.warehouse.unpack.EventPlace;
import io.clickway.warehouse.unpack.UnpackedBatch;
import io.clickway.warehouse.unpack.UnpackedEvent.ClickEvent;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** CPU of the thread that looks clicks up, Postgres's answers made up; the part of the work that every click pays. */
public final class ReferBench {

    private static final int CLICKS = 100_000;
    private static final int HANDFUL = 20_000;
    private static final int ROUNDS = 12;

    private ReferBench() {}

    public static void run(RealisticClicks made) throws Exception {
        var place = somewhere();
        var clicks = new ArrayList<List<ClickEvent>>();
        for (int from = 0; from < CLICKS; from += HANDFUL) {
            var handful = new ArrayList<ClickEvent>();
            for (int i = from; i < from + HANDFUL; i++) {
                var id = new ClickId(0x0199_0000_0000_7000L | (long) i << 16, 0x8000_0000_0000_0000L | i);
                handful.add(read(id, place, made));
            }
            clicks.add(handful);
        }
        var dictionaries = new Dictionaries(
                new Counting(), new DictionarySettings.Fixed(131_072, 524_288, 1_000_000), Clock.systemUTC());
        var cpu = ManagementFactory.getThreadMXBean();
        for (int round = 1; round <= ROUNDS; round++) {
            int whole = 0;
            long began = cpu.getCurrentThreadCpuTime();
            for (var handful : clicks) {
                var book = dictionaries.refer(handful);
                for (var click : handful) {
                    whole += book.of(click).has(Group.QUERIES) ? 1 : 0;
                }
            }
            System.out.printf(
                    "round %2d: %.2f us CPU per click, %.1f %% with their query in the dictionary%n",
                    round, (cpu.getCurrentThreadCpuTime() - began) / 1e3 / CLICKS, 100.0 * whole / CLICKS);
        }
    }

    private static EventPlace somewhere() {
        var batch = new TestSource("eu", new Random(1), Instant.now()).clicks(1).batch(2, 2);
        var read = (UnpackedBatch.Read) Centre.unpacker().unpack(batch.message());
        return read.events().getFirst().place();
    }

    /** As it comes off the wire: with texts of its own. */
    private static ClickEvent read(ClickId id, EventPlace place, RealisticClicks made) throws Exception {
        var click = Click.parseFrom(made.next(id).toByteArray());
        return new ClickEvent(place, id, click);
    }

    /** Gives each tuple the next number. */
    private static final class Counting implements Dictionaries.Tables {
        private int next;

        @Override
        public Map<Group, Integer> fill(List<Tuple> tuples, Map<Group, Integer> room) {
            tuples.forEach(tuple -> tuple.number(++next));
            return Map.of();
        }
    }
}
