package io.clickway.warehouse.receive;

/** Counts what the receiver had to mend. Thread-safe. */
public interface ReceiveFigures {

    /** Messages that had found no queue and were published again. */
    void broughtBack(int messages);

    /** Messages that were delivered too often and lie in quarantine now. */
    void deadKept(int messages);
}
