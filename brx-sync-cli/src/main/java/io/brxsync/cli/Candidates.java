package io.brxsync.cli;

import io.brxsync.port.OutboundChange.State;
import io.brxsync.task.SyncTaskType;
import io.brxsync.task.TaskPolicy;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a shell offers for a value, where the type of the value does not say it. Picocli makes them, by class. */
final class Candidates {
    private Candidates() {}

    /** A list that is known when it is made. */
    private abstract static class Fixed extends AbstractList<String> {
        private final List<String> values;

        private Fixed(List<String> values) {
            this.values = values;
        }

        @Override
        public String get(int index) {
            return values.get(index);
        }

        @Override
        public int size() {
            return values.size();
        }
    }

    /** The built-in queues; there may be others. */
    static final class Queues extends Fixed {
        Queues() {
            super(List.of(TaskPolicy.HIGH_PRIORITY, TaskPolicy.BULK_SYNC, TaskPolicy.DEFAULT));
        }
    }

    /** The built-in types of tasks, by their wire names. */
    static final class Types extends Fixed {
        Types() {
            super(Arrays.stream(SyncTaskType.values())
                    .map(row -> row.type().wireName())
                    .toList());
        }
    }

    /** States of outbound changes, written as everything else prints them. */
    static final class OutboundStates extends Fixed {
        OutboundStates() {
            super(Arrays.stream(State.values())
                    .map(state -> state.name().toLowerCase(Locale.ROOT))
                    .toList());
        }
    }
}
