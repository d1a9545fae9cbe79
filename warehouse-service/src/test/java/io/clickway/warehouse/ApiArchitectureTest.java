package io.clickway.warehouse;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ApiArchitectureTest {

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
    void cuttingShardsAndWritingReportsKnowsNoFramework() {
        classes()
                .that()
                .haveSimpleName("ShardBuilder")
                .or()
                .haveSimpleName("Shard")
                .or()
                .haveSimpleName("ReportSql")
                .or()
                .haveSimpleName("ReportQuery")
                .or()
                .haveSimpleName("ReportQueryParser")
                .or()
                .haveSimpleName("Csv")
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackages("io.quarkus..", "jakarta..", "io.agroal..", "io.smallrye..")
                .check(warehouse);
    }

    @Test
    void theDataPathDoesNotKnowTheApi() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..warehouse.ingest..",
                        "..warehouse.ledger..",
                        "..warehouse.receive..",
                        "..warehouse.store..",
                        "..warehouse.unpack..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..warehouse.access..",
                        "..warehouse.http..",
                        "..warehouse.link..",
                        "..warehouse.publish..",
                        "..warehouse.report..",
                        "..warehouse.console..")
                .check(warehouse);
    }
}
