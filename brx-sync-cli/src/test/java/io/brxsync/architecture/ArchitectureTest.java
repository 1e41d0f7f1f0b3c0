package io.brxsync.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The borders between modules and packages. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.brxsync");

    private static void only(String library, String... homes) {
        noClasses()
                .that()
                .resideInAPackage("io.brxsync..")
                .and()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .check(CLASSES);
    }

    @Test
    void eachLibraryHasOneHome() {
        // The facade names Redisson's client because applications may bring their own.
        only("org.redisson..", "io.brxsync.redis", "io.brxsync", "io.brxsync.examples..");
        only("org.jdbi..", "io.brxsync.store..", "io.brxsync.examples..");
        only("com.zaxxer..", "io.brxsync.store..", "io.brxsync.examples..");
        only("org.flywaydb..", "io.brxsync.store..", "io.brxsync.examples..");
        only("java.net.http..", "io.brxsync.cardtrader.http", "io.brxsync.examples..");
        only("picocli..", "io.brxsync.cli..", "io.brxsync.examples..");
    }

    @Test
    void theFacadeUsesOnlyRedissonsClient() {
        noClasses()
                .that()
                .resideInAPackage("io.brxsync")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.redisson.Redisson")
                .check(CLASSES);
    }

    @Test
    void modulesDependInOneDirection() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.brxsync",
                        "io.brxsync.config..",
                        "io.brxsync.task..",
                        "io.brxsync.queue..",
                        "io.brxsync.redis..",
                        "io.brxsync.limit..",
                        "io.brxsync.port..",
                        "io.brxsync.worker..",
                        "io.brxsync.handler..",
                        "io.brxsync.metrics..",
                        "io.brxsync.spi..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.brxsync.store..", "io.brxsync.cardtrader..", "io.brxsync.cli..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.brxsync.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.brxsync.cardtrader..", "io.brxsync.cli..", "io.brxsync.redis..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("io.brxsync.cardtrader..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.brxsync.store..", "io.brxsync.cli..", "io.brxsync.redis..")
                .check(CLASSES);
    }

    @Test
    void packagesFormNoCircles() {
        slices().matching("io.brxsync.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES.that(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "brx-sync's own packages",
                        type -> !type.getPackageName().equals("io.brxsync"))));
    }

    @Test
    void serversAreReachedThroughOneDoorEach() {
        doors("io.brxsync.redis", "RedisBackend", "RedisServer");
        doors("io.brxsync.store", "PostgresStoreProvider", "PostgresStore", "TokenCipher");
    }

    private static void doors(String home, String... names) {
        List<String> open = CLASSES.stream()
                .filter(type -> type.getPackageName().equals(home)
                        && type.isTopLevelClass()
                        && type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .toList();
        Assertions.assertThat(names).as("public types of " + home).containsAll(open);
    }

    @Test
    void nobodyReadsTheClockOrSleeps() {
        noClasses()
                .that()
                .resideInAPackage("io.brxsync..")
                .and()
                .resideOutsideOfPackage("io.brxsync.examples..")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }
}
