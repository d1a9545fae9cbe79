package io.clickway.forwarder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ForwarderArchitectureTest {

    private static final String ADAPTERS = "(Redis|Rabbit).*";

    private final JavaClasses forwarder = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.clickway.forwarder");

    @Test
    void roomsHaveNoCycles() {
        slices().matching("io.clickway.forwarder.(*)..")
                .should()
                .beFreeOfCycles()
                .check(forwarder);
    }

    @Test
    void whatCarriesKnowsNoQuarkusRedisOrRabbitMq() {
        noClasses()
                .that()
                .resideInAnyPackage("..stream..", "..batch..", "..publish..", "..carry..", "..failpoint..", "..life..")
                .and()
                .haveNameNotMatching(".*\\." + ADAPTERS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "com.rabbitmq..", "io.smallrye..", "jakarta..")
                .check(forwarder);
    }

    @Test
    void linksAreDecidedWithoutQuarkusRedisOrRabbitMq() {
        noClasses()
                .that()
                .haveNameMatching(".*\\.links\\.Link(Updates?|Store|Figures).*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "com.rabbitmq..", "io.smallrye..", "jakarta..")
                .check(forwarder);
    }

    @Test
    void adaptersAreKnownToTheirRoomAndToTheProcessAlone() {
        for (var room : new String[] {"stream", "publish", "links"}) {
            noClasses()
                    .that()
                    .resideOutsideOfPackages("..forwarder." + room + "..", "..forwarder.run..")
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching("io\\.clickway\\.forwarder\\." + room + "\\." + ADAPTERS)
                    .check(forwarder);
        }
    }

    @Test
    void carryingKnowsNothingOfLinks() {
        noClasses()
                .that()
                .resideInAnyPackage("..stream..", "..batch..", "..publish..", "..carry..", "..life..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..links..")
                .check(forwarder);
        classes()
                .that()
                .resideInAPackage("..links..")
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAnyPackage("..links..", "..run..")
                .check(forwarder);
    }
}
