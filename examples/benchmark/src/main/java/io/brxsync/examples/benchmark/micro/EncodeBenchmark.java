package io.brxsync.examples.benchmark.micro;

import io.brxsync.examples.benchmark.setting.Setting;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.TaskCodec;
import io.brxsync.task.TaskMessage;
import io.brxsync.task.TaskMessageJson;
import io.brxsync.task.TaskTypes;
import java.time.InstantSource;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A task to a message; the floor writes Jackson's tree of the same payload. */
@State(Scope.Thread)
public class EncodeBenchmark {
    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn(), InstantSource.system());
    private final SyncTask task =
            new SyncTask.PushProduct(Setting.user(1), "452000001", 1250, 3, "Shipped in a sleeve", null, null, null);
    private final JsonNode tree = JsonMapper.shared()
            .readTree(Objects.requireNonNull(
                    codec.encode(task, EnqueueOptions.DEFAULTS).payload()));

    /** Task to message. */
    @Benchmark
    public TaskMessage encode() {
        return codec.encode(task, EnqueueOptions.DEFAULTS);
    }

    /** Task to the text that travels: what enqueueing costs before the first byte leaves. */
    @Benchmark
    public String encodeToText() {
        return TaskMessageJson.write(codec.encode(task, EnqueueOptions.DEFAULTS));
    }

    /** The floor. */
    @Benchmark
    public String floor() {
        return JsonMapper.shared().writeValueAsString(tree);
    }
}
