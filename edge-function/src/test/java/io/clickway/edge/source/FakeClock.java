package io.clickway.edge.source;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that moves when a test says so. */
final class FakeClock implements LoopClock {

    private record Task(long dueAt, Runnable run) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now = 1_000_000_000L;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Runnable after(Duration delay, Runnable run) {
        var task = new Task(now + delay.toNanos(), run);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    void pass(long millis) {
        long end = now + millis * 1_000_000;
        while (true) {
            var due = tasks.stream()
                    .filter(task -> task.dueAt() <= end)
                    .min(Comparator.comparingLong(Task::dueAt))
                    .orElse(null);
            if (due == null) {
                now = end;
                return;
            }
            now = Math.max(now, due.dueAt());
            tasks.remove(due);
            due.run().run();
        }
    }

    int pendingTasks() {
        return tasks.size();
    }
}
