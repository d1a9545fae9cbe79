package io.clickway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class SharedArchitectureTest {

    private final JavaClasses shared = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.clickway");

    @Test
    void dependsOnNothingButTheJdkProtobufAndJspecify() {
        classes()
                .that()
                .resideOutsideOfPackage("io.clickway.geo..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.clickway..", "java..", "javax.crypto..", "com.google.protobuf..", "org.jspecify..")
                .check(shared);
    }

    @Test
    void onlyPlacesKnowMaxMind() {
        classes()
                .that()
                .resideInAPackage("io.clickway.geo..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.clickway.geo..", "java..", "com.maxmind..", "org.jspecify..")
                .check(shared);
    }

    @Test
    void doesNoInputOrOutput() {
        classes()
                .that()
                .resideOutsideOfPackage("..proto..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("java.net.http..", "java.nio.file..", "java.nio.channels..", "java.sql..")
                .check(shared);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching("io.clickway.(*)..").should().beFreeOfCycles().check(shared);
    }
}
