package io.clickway.edge;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class EdgeArchitectureTest {

    private static final String[] PURE = {
        "..edge.route..",
        "..edge.client..",
        "..edge.judge..",
        "..edge.click..",
        "..edge.source..",
        "..edge.resort..",
        "..edge.recover.."
    };

    private final JavaClasses edge = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.clickway.edge");

    @Test
    void roomsHaveNoCycles() {
        slices().matching("io.clickway.edge.(*)..").should().beFreeOfCycles().check(edge);
    }

    @Test
    void pureRoomsKnowNeitherQuarkusNorVertxNorRedis() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "io.netty..", "jakarta..", "io.micrometer..")
                .check(edge);
    }

    @Test
    void onlyAdaptersAndShellsTouchVertx() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "..edge.redis..",
                        "..edge.stream..",
                        "..edge.links..",
                        "..edge.certificate..",
                        "..edge.visit..",
                        "..edge.life..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .check(edge);
    }

    @Test
    void onlyTheStartKnowsTheAdapters() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..edge.life..", "..edge.stream..", "..edge.redis..", "..edge.links..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..edge.stream..", "..edge.redis..")
                .check(edge);
    }
}
