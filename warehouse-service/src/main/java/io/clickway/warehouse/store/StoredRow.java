package io.clickway.warehouse.store;

import io.clickway.warehouse.unpack.UnpackedEvent;

/** An event, or a part of one, that is stored as a row now, and the number of its source. */
public sealed interface StoredRow {

    UnpackedEvent.Readable event();

    int sourceNo();

    StoredTable table();

    /** Adds the row's bytes, in the order of {@link PartitionCopy}'s columns. */
    void write(CopyBuffer target);

    record ClickRow(int sourceNo, UnpackedEvent.ClickEvent event) implements StoredRow {

        @Override
        public StoredTable table() {
            return StoredTable.CLICKS;
        }

        @Override
        public void write(CopyBuffer target) {
            ClickColumns.write(target, this);
        }
    }

    record WatermarkRow(int sourceNo, UnpackedEvent.WatermarkEvent event) implements StoredRow {

        @Override
        public StoredTable table() {
            return StoredTable.WATERMARKS;
        }

        @Override
        public void write(CopyBuffer target) {
            WatermarkColumns.write(target, this);
        }
    }

    /** The sealed address of a click, beside its row. */
    record AddressRow(int sourceNo, UnpackedEvent.ClickEvent event) implements StoredRow {

        @Override
        public StoredTable table() {
            return StoredTable.CLIENT_ADDRESSES;
        }

        @Override
        public void write(CopyBuffer target) {
            AddressColumns.write(target, this);
        }
    }
}
