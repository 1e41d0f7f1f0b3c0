package io.brxsync.examples.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The faults of a simulator: which, for whom, how often. Thread-safe; takes effect with the next request. */
public final class Faults {
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    Faults() {}

    /** A registered fault. Thread-safe. */
    public sealed interface Handle extends AutoCloseable {
        /** How many requests it has met. */
        long hits();

        /** Takes the fault back. */
        @Override
        void close();
    }

    /** The fault meets the next matching requests. */
    public Handle next(Fault fault, FaultMatch match, int requests) {
        return add(new Rule(this, fault, match, requests, null, 1));
    }

    /** The fault meets every matching request until the handle is closed or {@link #clear()}. */
    public Handle always(Fault fault, FaultMatch match) {
        return add(new Rule(this, fault, match, Long.MAX_VALUE, null, 1));
    }

    /**
     * The fault meets matching requests by chance until the handle is closed or {@link #clear()}.
     *
     * @param probability from 0 to 1
     * @param seed the seed of the chance
     */
    public Handle sometimes(Fault fault, FaultMatch match, double probability, long seed) {
        return add(new Rule(this, fault, match, Long.MAX_VALUE, new SplittableRandom(seed), probability));
    }

    /** Holds the next matching requests at a gate, which is returned. */
    public Gate hold(Gate gate, FaultMatch match, int requests) {
        next(Fault.held(gate), match, requests);
        return gate;
    }

    /** Takes all faults back. Requests held at a gate stay there until it is released. */
    public void clear() {
        rules.clear();
    }

    /** The faults that meet this request, in order of registration; counts them as met. */
    List<Fault> meet(int accountId, String method, String path) {
        if (rules.isEmpty()) {
            return List.of();
        }
        List<Fault> met = new ArrayList<>();
        for (Rule rule : rules) {
            if (rule.match.matches(accountId, method, path) && rule.strike()) {
                met.add(rule.fault);
            }
        }
        return met;
    }

    private Handle add(Rule rule) {
        rules.add(rule);
        return rule;
    }

    private static final class Rule implements Handle {
        private final Faults owner;
        private final Fault fault;
        private final FaultMatch match;
        private final long requests;
        private final @Nullable SplittableRandom random;
        private final double probability;
        private final AtomicLong hits = new AtomicLong();

        Rule(
                Faults owner,
                Fault fault,
                FaultMatch match,
                long requests,
                @Nullable SplittableRandom random,
                double probability) {
            this.owner = owner;
            this.fault = fault;
            this.match = match;
            this.requests = requests;
            this.random = random;
            this.probability = probability;
        }

        synchronized boolean strike() {
            if (hits.get() >= requests || (random != null && random.nextDouble() >= probability)) {
                return false;
            }
            if (hits.incrementAndGet() >= requests) {
                owner.rules.remove(this);
            }
            return true;
        }

        @Override
        public long hits() {
            return hits.get();
        }

        @Override
        public void close() {
            owner.rules.remove(this);
        }
    }
}
