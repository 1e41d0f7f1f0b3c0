package io.brxsync.store;

/**
 * Tells whether an id may have been seen before, in memory that does not grow with their number: a Bloom filter. "No" is
 * certain; up to 300,000 different ids a wrong "maybe" is rare (one in twenty syncs), and it costs a look at the table. For
 * one thread.
 */
final class SeenIds {
    /** 2 MiB. */
    private static final int BITS = 1 << 24;

    /** Bits for each id. */
    private static final int PROBES = 6;

    private final long[] bits = new long[BITS / Long.SIZE];

    /** Remembers the id; false when it is a new one for certain. */
    boolean add(long id) {
        long mixed = mixed(id);
        int bit = (int) mixed;
        int step = (int) (mixed >>> 32) | 1;
        boolean maybe = true;
        for (int probe = 0; probe < PROBES; probe++) {
            int place = bit & BITS - 1;
            long mask = 1L << place;
            maybe &= (bits[place >>> 6] & mask) != 0;
            bits[place >>> 6] |= mask;
            bit += step;
        }
        return maybe;
    }

    /** Neighbouring ids must not share bits: two rounds of multiplying by odd numbers and folding. */
    private static long mixed(long id) {
        long mixed = (id ^ id >>> 32) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 29) * 0xD6E8FEB86659FD93L;
        return mixed ^ mixed >>> 32;
    }
}
