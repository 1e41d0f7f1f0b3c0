package io.brxsync.examples.benchmark.bulk;

import io.brxsync.examples.benchmark.Machine;
import io.brxsync.examples.benchmark.setting.Setting;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * The process that is measured: goes one way ({@link Ways}) on so many threads. A line {@code FIRST COUNT} names the sellers
 * to be loaded; the answer is a {@link Pass}.
 */
public final class BulkProcess {
    private BulkProcess() {}

    /**
     * One pass over those sellers.
     *
     * @param nanos it took
     * @param cpuNanos of the whole process
     * @param liveBytes the most heap that was in use after a collection
     * @param peakBytes the most heap that was in use, garbage included
     */
    record Pass(long nanos, long cpuNanos, long liveBytes, long peakBytes) {
        static Pass parse(String line) {
            String[] words = line.split(" ", -1);
            return new Pass(
                    Long.parseLong(words[0]),
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]));
        }

        double seconds() {
            return nanos / 1e9;
        }

        @Override
        public String toString() {
            return nanos + " " + cpuNanos + " " + liveBytes + " " + peakBytes;
        }
    }

    /** The process. */
    public static void main(String[] arguments) throws Exception {
        Map<String, String> environment = System.getenv();
        HeapWatch heap = HeapWatch.start();
        try (Way way = Ways.valueOf(arguments[0]).open(environment, Integer.parseInt(arguments[1]));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", -1);
                int first = Integer.parseInt(words[0]);
                System.out.println(pass(way, users(first, Integer.parseInt(words[1])), heap));
            }
        }
        System.exit(0);
    }

    private static List<UUID> users(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(Setting::user).toList();
    }

    private static Pass pass(Way way, List<UUID> users, HeapWatch heap) throws Exception {
        heap.reset();
        long cpu = Machine.cpuOfThisProcess();
        long took = way.load(users);
        return new Pass(took, Machine.cpuOfThisProcess() - cpu, heap.mostLive(), heap.most());
    }
}
