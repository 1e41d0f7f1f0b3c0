package io.brxsync.examples.benchmark.setting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process and those under it have used since they began, as Linux tells in {@code /proc}. Immutable.
 *
 * @param cpuSeconds theirs, and of children that ended
 * @param residentMiB memory that they hold now, shared pages counted in each
 */
public record Usage(double cpuSeconds, double residentMiB) {
    private static final double TICKS_PER_SECOND = 100;
    private static final int FIRST = 14;
    private static final int ALONE = 15;
    private static final int CHILDREN_TOO = 17;
    private static final double KIB_PER_MIB = 1024;

    /** Of a process and those under it. */
    public static Usage of(long pid) {
        return of(
                ProcessHandle.of(pid).stream()
                        .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                        .toList(),
                CHILDREN_TOO);
    }

    /** Of this process alone. */
    public static Usage ofThisProcess() {
        return of(List.of(ProcessHandle.current()), ALONE);
    }

    private static Usage of(List<ProcessHandle> processes, int lastField) {
        double ticks = 0;
        double kib = 0;
        for (ProcessHandle process : processes) {
            try {
                ticks += ticks(process.pid(), lastField);
                kib += resident(process.pid());
            } catch (IOException ended) {
                // Between two looks; its parent counts it from then on.
            }
        }
        return new Usage(ticks / TICKS_PER_SECOND, kib / KIB_PER_MIB);
    }

    private static double ticks(long pid, int lastField) throws IOException {
        String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The name, in parentheses, may hold anything; the fields after it begin with the third (proc(5)).
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        double ticks = 0;
        for (int field = FIRST; field <= lastField; field++) {
            ticks += Long.parseLong(fields[field - 3]);
        }
        return ticks;
    }

    private static double resident(long pid) throws IOException {
        // All at once: a stream of lines would not say in the same way that the process has ended meanwhile.
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }
}
