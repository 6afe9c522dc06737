package org.residual.project;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.OnlyIncludeTests;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.residual.support.NeedsPrograms;

/** The tests that the build server repeats without the optional programs are exactly those that need one. */
class OptionalProgramsTest {
    /** By name: a reference to the classes would be another test that runs such programs. */
    private static final Set<String> OPTIONAL_PROGRAMS =
            Set.of("org.residual.support.Programs", "org.testcontainers.DockerClientFactory");

    @Test
    void everyClassOfTestsThatRunsAnOptionalProgramSaysSo() {
        classes()
                .that(describe("have tests", OptionalProgramsTest::hasTests))
                .and(describe("run programs that a machine may lack", OptionalProgramsTest::runsOptionalPrograms))
                .should()
                .beMetaAnnotatedWith(NeedsPrograms.class)
                .check(new ClassFileImporter()
                        .withImportOption(new OnlyIncludeTests())
                        .importPackages("org.residual"));
    }

    private static boolean hasTests(JavaClass type) {
        return type.getMethods().stream().anyMatch(method -> method.isMetaAnnotatedWith(Testable.class));
    }

    private static boolean runsOptionalPrograms(JavaClass type) {
        return type.getTransitiveDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getName())
                .anyMatch(OPTIONAL_PROGRAMS::contains);
    }
}
