package io.clickway.warehouse;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class WarehouseArchitectureTest {

    private static final String[] DATA_PATH = {
        "..warehouse.dictionary..",
        "..warehouse.fault..",
        "..warehouse.ingest..",
        "..warehouse.ledger..",
        "..warehouse.partition..",
        "..warehouse.postgres..",
        "..warehouse.quarantine..",
        "..warehouse.receive..",
        "..warehouse.retry..",
        "..warehouse.rollup..",
        "..warehouse.run..",
        "..warehouse.store..",
        "..warehouse.trace..",
        "..warehouse.unpack..",
        "..warehouse.watermark.."
    };

    private final JavaClasses warehouse = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.clickway.warehouse");

    @Test
    void roomsHaveNoCycles() {
        slices().matching("io.clickway.warehouse.(*)..")
                .should()
                .beFreeOfCycles()
                .check(warehouse);
    }

    @Test
    void theDataPathKnowsNoFrameworkOutsideOfItsSettingsAndItsShell() {
        noClasses()
                .that()
                .resideInAnyPackage(DATA_PATH)
                .and()
                .resideOutsideOfPackage("..warehouse.run..")
                .and()
                .haveSimpleNameNotEndingWith("Settings")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.smallrye..", "io.micrometer..", "jakarta..")
                .check(warehouse);
    }

    @Test
    void unpackingAndWatermarksDoNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAnyPackage("..warehouse.unpack..", "..warehouse.watermark..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.rabbitmq..", "java.net..")
                .check(warehouse);
    }

    @Test
    void onlyTheReceiverAndPublishingKnowTheBroker() {
        classes()
                .that()
                .resideOutsideOfPackages("..warehouse.receive..", "..warehouse.publish..")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("com.rabbitmq..")
                .check(warehouse);
    }

    @Test
    void nothingReachesIntoTheDataPathFromBehindButTheBooksAndTheFaults() {
        noClasses()
                .that()
                .resideOutsideOfPackages(DATA_PATH)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..warehouse.ingest..",
                        "..warehouse.receive..",
                        "..warehouse.run..",
                        "..warehouse.store..",
                        "..warehouse.unpack..")
                .check(warehouse);
    }
}
