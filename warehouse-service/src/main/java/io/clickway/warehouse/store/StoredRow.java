package io.clickway.warehouse.store;

import io.clickway.warehouse.dictionary.References;
import io.clickway.warehouse.unpack.UnpackedEvent;

/** An event, or a part of one, that is stored as a row now, and the number of its source. */
public sealed interface StoredRow {

    UnpackedEvent.Readable event();

    int sourceNo();

    StoredTable table();

    /**
     * Adds the row's bytes, in the order of {@link PartitionCopy}'s columns.
     *
     * @param references of clicks to the dictionaries
     */
    void write(CopyBuffer target, References.Book references);

    record ClickRow(int sourceNo, UnpackedEvent.ClickEvent event) implements StoredRow {

        @Override
        public StoredTable table() {
            return StoredTable.CLICKS;
        }

        @Override
        public void write(CopyBuffer target, References.Book references) {
            ClickColumns.write(target, this, references.of(event));
        }
    }

    record WatermarkRow(int sourceNo, UnpackedEvent.WatermarkEvent event) implements StoredRow {

        @Override
        public StoredTable table() {
            return StoredTable.WATERMARKS;
        }

        @Override
        public void write(CopyBuffer target, References.Book references) {
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
        public void write(CopyBuffer target, References.Book references) {
            AddressColumns.write(target, this);
        }
    }
}
