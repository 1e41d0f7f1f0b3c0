package io.brxsync.handler;

import io.brxsync.port.CallOptions;
import io.brxsync.port.Fence;
import io.brxsync.port.Seller;

/** Brings the stock ledger up to date with a seller's orders, whether or not webhooks told of them. Thread-safe. */
@FunctionalInterface
interface OrderSweep {

    /**
     * Reads the orders that are new since the last time and records what they moved.
     *
     * @param fence under whose claim
     * @param calls how its requests are made
     * @return how many orders were new to the ledger
     * @throws io.brxsync.BrxException as {@link io.brxsync.port.Marketplace} does
     */
    int sweep(Seller seller, Fence fence, CallOptions calls);
}
