package io.clickway.warehouse.benchmark.traffic;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Visitors of one region: three in ten clicks are of somebody who clicked lately. Not thread-safe. */
final class Visitors {

    private static final int REMEMBERED = 20_000;
    private static final int OF_A_HUNDRED_RETURN = 30;
    private static final int OF_A_HUNDRED_ARE_ROBOTS = 8;

    private final Places places;
    private final UserAgents agents = new UserAgents();
    private final SplittableRandom random;
    private final List<Visitor> lately = new ArrayList<>();
    private int oldest;

    Visitors(String region, SplittableRandom random) {
        this.places = Places.of(region);
        this.random = random;
    }

    Visitor next() {
        if (!lately.isEmpty() && random.nextInt(100) < OF_A_HUNDRED_RETURN) {
            return lately.get(random.nextInt(lately.size()));
        }
        var visitor = fresh();
        if (lately.size() < REMEMBERED) {
            lately.add(visitor);
        } else {
            lately.set(oldest, visitor);
            oldest = (oldest + 1) % REMEMBERED;
        }
        return visitor;
    }

    private Visitor fresh() {
        var place = places.draw(random);
        boolean isRobot = random.nextInt(100) < OF_A_HUNDRED_ARE_ROBOTS;
        int address = random.nextInt();
        return new Visitor(
                random.nextLong(),
                place,
                isRobot ? agents.robot(random) : agents.person(random),
                ByteString.copyFrom(new byte[] {
                    (byte) (1 + (address >>> 1 & 0x7f)), (byte) (address >> 8), (byte) (address >> 16), 0
                }),
                isRobot ? "" : place.languages().getFirst(),
                random.nextInt(40) == 0 ? 1 : random.nextInt(12) == 0 ? 2 : 0);
    }
}
