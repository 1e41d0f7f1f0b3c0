package io.brxsync.cardtrader.http;

/**
 * A way for a request to travel. Each channel adds one thing and hands on to the next; {@link CardTraderHttp} puts them
 * together. Thread-safe.
 */
interface Channel {
    /**
     * Sends a request on the calling thread, and reads its answer there.
     *
     * @return how it went; whatever a network or a server may do is a reply, not an exception
     * @throws InterruptedException if the thread was told to stop; the request is aborted
     * @throws io.brxsync.BrxException if the allowance cannot be asked for, or what the call's reader threw by itself
     */
    <T> Reply<T> send(Call<T> call) throws InterruptedException;
}
