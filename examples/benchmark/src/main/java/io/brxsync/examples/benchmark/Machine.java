package io.brxsync.examples.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Where and when something was measured. Immutable.
 *
 * @param at when it began
 * @param processors how many the JVM sees
 * @param memoryMiB of the machine
 * @param system name, version and architecture of the operating system
 * @param java version of the JVM
 * @param load average of the last minute before it began: what others were doing; below zero for unknown
 */
public record Machine(Instant at, int processors, long memoryMiB, String system, String java, double load) {

    /** This one, now. */
    public static Machine here(Clock clock) {
        OperatingSystemMXBean bean = bean();
        return new Machine(
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                Runtime.getRuntime().availableProcessors(),
                bean.getTotalMemorySize() >> 20,
                bean.getName() + " " + bean.getVersion() + " " + bean.getArch(),
                Runtime.version().toString(),
                bean.getSystemLoadAverage());
    }

    /** CPU that this process has used since it began, in nanoseconds. */
    public static long cpuOfThisProcess() {
        return bean().getProcessCpuTime();
    }

    private static OperatingSystemMXBean bean() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s, %d processors, %d MiB, %s, Java %s, load %.2f",
                at,
                processors,
                memoryMiB,
                system,
                java,
                load);
    }
}
