package io.brxsync.examples.benchmark.micro;

import io.brxsync.examples.benchmark.setting.Setting;
import io.brxsync.task.EnqueueOptions;
import io.brxsync.task.SyncTask;
import io.brxsync.task.Task;
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

/** A message to a task; the floor reads the same payload as Jackson's tree. */
@State(Scope.Thread)
public class DecodeBenchmark {
    private final TaskCodec codec = new TaskCodec(TaskTypes.builtIn(), InstantSource.system());
    private final SyncTask task =
            new SyncTask.PushProduct(Setting.user(1), "452000001", 1250, 3, "Shipped in a sleeve", null, null, null);
    private final TaskMessage message = codec.encode(task, EnqueueOptions.DEFAULTS);
    private final String text = TaskMessageJson.write(message);
    private final String payload = Objects.requireNonNull(message.payload());

    /** Message to task. */
    @Benchmark
    public Task decode() {
        return codec.decode(message);
    }

    /** The text that travels to task: what a claim costs after its last byte has come. */
    @Benchmark
    public Task decodeFromText() {
        return codec.decode(TaskMessageJson.read(text));
    }

    /** The floor. */
    @Benchmark
    public JsonNode floor() {
        return JsonMapper.shared().readTree(payload);
    }
}
