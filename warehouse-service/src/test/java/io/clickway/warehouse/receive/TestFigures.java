package io.clickway.warehouse.receive;

import java.util.concurrent.atomic.AtomicInteger;

/** Remembers what was mended. */
final class TestFigures implements ReceiveFigures {

    final AtomicInteger broughtBack = new AtomicInteger();
    final AtomicInteger deadKept = new AtomicInteger();

    @Override
    public void broughtBack(int messages) {
        broughtBack.addAndGet(messages);
    }

    @Override
    public void deadKept(int messages) {
        deadKept.addAndGet(messages);
    }
}
