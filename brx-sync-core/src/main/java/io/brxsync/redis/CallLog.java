package io.brxsync.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Numbers the exchanges of one process, so that none is done twice and no reply is lost for good: a connection may break
 * after Redis has claimed and before the claims are here. Each call tells Redis which earlier replies never came (their
 * claims go back) and which did (they need not be kept). Thread-safe.
 */
final class CallLog {
    /** A call that failed may still lie in some buffer; after so many later ones it does not any more. */
    private static final int VOID_MEMORY = 64;

    private final String caller = UUID.randomUUID().toString();
    private final AtomicLong numbers = new AtomicLong();
    private final Queue<Long> failed = new ConcurrentLinkedQueue<>();
    private final Queue<Long> answered = new ConcurrentLinkedQueue<>();
    private final Queue<Long> voided = new ConcurrentLinkedQueue<>();

    /** One exchange on its way, and what it tells of earlier ones. Immutable. */
    record Call(long number, List<Long> failed, List<Long> answered) {}

    /** The next call. */
    Call next() {
        return new Call(numbers.incrementAndGet(), drain(failed), drain(answered));
    }

    /** Adds the call to a script's arguments. */
    void addTo(List<String> arguments, Call call) {
        Collections.addAll(arguments, caller, Long.toString(call.number()));
        add(arguments, call.failed());
        add(arguments, call.answered());
    }

    /**
     * Its reply is here.
     *
     * @param kept whether Redis keeps it
     */
    void succeeded(Call call, boolean kept) {
        if (kept) {
            answered.add(call.number());
        }
        voided.addAll(call.failed());
        while (voided.size() > VOID_MEMORY) {
            Long oldest = voided.poll();
            if (oldest != null) {
                answered.add(oldest);
            }
        }
    }

    /** Nobody knows whether Redis has done it. */
    void failed(Call call) {
        failed.add(call.number());
        failed.addAll(call.failed());
        answered.addAll(call.answered());
    }

    private static void add(List<String> arguments, Collection<Long> numbers) {
        arguments.add(Integer.toString(numbers.size()));
        numbers.forEach(number -> arguments.add(number.toString()));
    }

    private static List<Long> drain(Queue<Long> queue) {
        List<Long> drained = new ArrayList<>();
        for (Long next = queue.poll(); next != null; next = queue.poll()) {
            drained.add(next);
        }
        return drained;
    }
}
