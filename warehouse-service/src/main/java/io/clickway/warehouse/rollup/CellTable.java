package io.clickway.warehouse.rollup;

import java.util.Arrays;

/**
 * Cells of one cube by their keys, each some ints. Open addressing and plain arrays, because each click looks into eleven of
 * these: no object is made per cell. Cells are numbered from 0 as they come. Not thread-safe.
 */
final class CellTable {

    private static final int FIRST_CELLS = 32;
    private static final int SLOTS_PER_CELL = 4;

    private final int width;
    private int[] keys;
    private int[] slots;
    private int size;

    /** @param width ints of a key */
    CellTable(int width) {
        this.width = width;
        keys = new int[FIRST_CELLS * width];
        slots = new int[FIRST_CELLS * SLOTS_PER_CELL];
    }

    int size() {
        return size;
    }

    /** The cell with this key, made when it is new: then it is the last one. */
    int cell(int[] key) {
        int mask = slots.length - 1;
        int slot = hash(key, 0) & mask;
        while (slots[slot] != 0) {
            int cell = slots[slot] - 1;
            if (Arrays.equals(keys, cell * width, (cell + 1) * width, key, 0, width)) {
                return cell;
            }
            slot = (slot + 1) & mask;
        }
        return add(key, slot);
    }

    int key(int cell, int index) {
        return keys[cell * width + index];
    }

    private int add(int[] key, int slot) {
        int cell = size++;
        slots[slot] = size;
        if (size * width > keys.length) {
            keys = Arrays.copyOf(keys, keys.length * 2);
        }
        System.arraycopy(key, 0, keys, cell * width, width);
        if (size * 2 > slots.length) {
            grow();
        }
        return cell;
    }

    private void grow() {
        slots = new int[slots.length * SLOTS_PER_CELL];
        int mask = slots.length - 1;
        for (int cell = 0; cell < size; cell++) {
            int slot = hash(keys, cell * width) & mask;
            while (slots[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = cell + 1;
        }
    }

    private int hash(int[] from, int at) {
        int hash = 0;
        for (int i = at; i < at + width; i++) {
            hash = (hash ^ from[i]) * 0x9e3779b1;
            hash ^= hash >>> 15;
        }
        return hash;
    }
}
