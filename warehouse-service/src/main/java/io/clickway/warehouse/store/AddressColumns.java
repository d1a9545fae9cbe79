package io.clickway.warehouse.store;

/** The sealed address of a click as a row of {@code client_addresses}. */
final class AddressColumns {

    /** In the order that {@link #write} writes. */
    static final String NAMES = "occurred_at, seq, source_no, workspace_id, sealed";

    private static final int COUNT = 5;

    private AddressColumns() {}

    static void write(CopyBuffer target, StoredRow.AddressRow row) {
        var click = row.event().click();
        target.row(COUNT)
                .timestamptz(row.event().id().epochMillis())
                .int8(row.event().place().seq())
                .int4(row.sourceNo())
                .int4(click.getWorkspaceId())
                .bytea(click.getSealedAddress());
    }
}
