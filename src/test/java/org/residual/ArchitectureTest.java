package org.residual;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.Formatter;
import java.util.Map;
import java.util.Scanner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.stereotype.Component;

/** The packages, and what each may use. */
class ArchitectureTest {
    private static final long MOST_CLASSES = 20;

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/grpc/messages/"))
            .withImportOption(location -> !location.contains("/onnx/schema/"))
            // Written by the build for a fast start.
            .withImportOption(location -> !location.contains("__") && !location.contains("$$SpringCGLIB$$"))
            .importPackages("org.residual");

    @Test
    void aRequestGoesOneWayThroughThePackages() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("start")
                .definedBy(
                        "org.residual",
                        "org.residual.command..",
                        "org.residual.configuration..",
                        "org.residual.settings..",
                        "org.residual.failure..")
                .layer("web")
                .definedBy("org.residual.web..")
                .layer("connection")
                .definedBy("org.residual.connection..")
                .layer("access")
                .definedBy("org.residual.access..")
                .layer("protocol")
                .definedBy("org.residual.protocol..")
                .layer("grpc")
                .definedBy("org.residual.grpc..")
                .layer("metrics")
                .definedBy("org.residual.metrics..")
                .layer("health")
                .definedBy("org.residual.health..")
                .layer("training")
                .definedBy("org.residual.training..")
                .layer("importing")
                .definedBy("org.residual.importing..")
                .layer("inference")
                .definedBy("org.residual.inference..")
                .layer("store")
                .definedBy("org.residual.store..")
                .layer("bucket")
                .definedBy("org.residual.bucket..")
                .layer("background")
                .definedBy("org.residual.background..")
                .layer("checkpoint")
                .definedBy("org.residual.checkpoint..")
                .layer("calibration")
                .definedBy("org.residual.calibration..")
                .layer("classification")
                .definedBy("org.residual.classification..")
                .layer("engine")
                .definedBy("org.residual.engine..")
                .layer("torch")
                .definedBy("org.residual.torch..")
                .layer("onnx")
                .definedBy("org.residual.onnx..")
                .layer("nn")
                .definedBy("org.residual.nn..")
                .layer("image")
                .definedBy("org.residual.image..")
                .layer("memory")
                .definedBy("org.residual.memory..")
                .layer("evidence")
                .definedBy("org.residual.evidence..")
                .whereLayer("start")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("web")
                .mayOnlyBeAccessedByLayers("start")
                .whereLayer("connection")
                .mayOnlyBeAccessedByLayers("web", "start")
                .whereLayer("grpc")
                .mayOnlyBeAccessedByLayers("start")
                .whereLayer("access")
                .mayOnlyBeAccessedByLayers("web", "grpc", "start")
                .whereLayer("protocol")
                .mayOnlyBeAccessedByLayers("web", "grpc", "start")
                .whereLayer("metrics")
                .mayOnlyBeAccessedByLayers("start")
                .whereLayer("health")
                .mayOnlyBeAccessedByLayers("start")
                .whereLayer("training")
                .mayOnlyBeAccessedByLayers("start")
                .whereLayer("importing")
                .mayOnlyBeAccessedByLayers("start")
                .whereLayer("classification")
                .mayOnlyBeAccessedByLayers("start")
                .whereLayer("inference")
                .mayOnlyBeAccessedByLayers("protocol", "metrics", "health", "web", "grpc", "classification", "start")
                .whereLayer("bucket")
                .mayOnlyBeAccessedByLayers("start")
                .whereLayer("checkpoint")
                .mayOnlyBeAccessedByLayers("importing")
                .whereLayer("calibration")
                .mayOnlyBeAccessedByLayers("importing", "training", "start")
                .whereLayer("store")
                .mayOnlyBeAccessedByLayers(
                        "bucket",
                        "checkpoint",
                        "onnx",
                        "inference",
                        "protocol",
                        "metrics",
                        "health",
                        "web",
                        "grpc",
                        "training",
                        "importing",
                        "calibration",
                        "classification",
                        "start")
                .whereLayer("background")
                .mayOnlyBeAccessedByLayers(
                        "store", "inference", "metrics", "health", "training", "classification", "start")
                .whereLayer("evidence")
                .mayOnlyBeAccessedByLayers("engine", "torch", "onnx", "store", "inference", "protocol", "web")
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers("torch", "onnx", "store", "inference", "importing", "start")
                .whereLayer("torch")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("onnx")
                .mayOnlyBeAccessedByLayers("importing", "start")
                .whereLayer("nn")
                .mayOnlyBeAccessedByLayers(
                        "engine",
                        "torch",
                        "onnx",
                        "store",
                        "inference",
                        "metrics",
                        "web",
                        "training",
                        "importing",
                        "calibration",
                        "start")
                .check(CODE);
    }

    @Test
    void packagesHaveNoCycle() {
        slices().matching("org.residual.(**)").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void noPackageHasMoreClassesThanAReaderKeepsInMind() {
        Map<String, Long> classes = CODE.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(classes)
                .hasSizeGreaterThan(70)
                .allSatisfy((name, count) -> assertThat(count).as(name).isLessThanOrEqualTo(MOST_CLASSES));
    }

    @Test
    void theRootHoldsTheApplicationAlone() {
        classes()
                .that()
                .resideInAPackage("org.residual")
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .be(ResidualApplication.class)
                .check(CODE);
    }

    @Test
    void networksKnowNothingOfServing() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.residual.nn..",
                        "org.residual.engine..",
                        "org.residual.torch..",
                        "org.residual.onnx..",
                        "org.residual.image..",
                        "org.residual.evidence..",
                        "org.residual.memory..",
                        "org.residual.store..",
                        "org.residual.background..",
                        "org.residual.bucket..",
                        "org.residual.checkpoint..",
                        "org.residual.inference..",
                        "org.residual.protocol..",
                        "org.residual.metrics..",
                        "org.residual.grpc..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "jakarta..")
                .check(CODE);
    }

    @Test
    void whoMayAskIsNoMatterOfWhatIsAsked() {
        noClasses()
                .that()
                .resideInAPackage("org.residual.access..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.residual..").and(resideOutsideOfPackage("..access..")))
                .check(CODE);
    }

    @Test
    void loopsKnowNothingOfWhatIsDoneInThem() {
        noClasses()
                .that()
                .resideInAPackage("org.residual.background..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.residual..").and(resideOutsideOfPackage("..background..")))
                .check(CODE);
    }

    @Test
    void connectionsKnowNothingOfWhatIsAskedOverThem() {
        noClasses()
                .that()
                .resideInAPackage("org.residual.connection..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.residual..").and(resideOutsideOfPackage("..connection..")))
                .check(CODE);
    }

    @Test
    void imagesAreReadWithoutTheEngine() {
        noClasses()
                .that()
                .resideInAPackage("org.residual.image..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(CODE);
    }

    /** The wall clock may jump at any time; only traces record it. */
    @Test
    void timeIsMeasuredByAClockThatNobodySets() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.residual.metrics..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName(Date.class.getName())
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(CODE);
    }

    /** Otherwise an I becomes a dotless one in lower case in Turkish, and digits are Arabic in Egypt. */
    @Test
    void textIsTheSameInEveryLanguage() {
        noClasses()
                .should()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .orShould()
                .callMethod(String.class, "formatted", Object[].class)
                .orShould()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
                .orShould()
                .callMethod(PrintWriter.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(PrintStream.class, "printf", String.class, Object[].class)
                .orShould()
                .callConstructor(Formatter.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Scanner.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("java.text..")
                .check(CODE);
    }

    @Test
    void bytesBecomeTextByACharsetThatIsNamed() {
        noClasses()
                .should()
                .callMethod(String.class, "getBytes")
                .orShould()
                .callConstructor(String.class, byte[].class)
                .orShould()
                .callConstructor(InputStreamReader.class, InputStream.class)
                .orShould()
                .callConstructor(OutputStreamWriter.class, OutputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(FileReader.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(FileWriter.class)
                .orShould()
                .callMethod(Charset.class, "defaultCharset")
                .check(CODE);
    }

    @Test
    void nothingIsInjectedIntoAField() {
        noFields()
                .should()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                .orShould()
                .beAnnotatedWith("org.springframework.beans.factory.annotation.Value")
                .check(CODE);
    }

    @Test
    void noStateIsStatic() {
        fields().that().areStatic().should().beFinal().check(CODE);
    }

    @Test
    void noClassHasANameThatSaysNothing() {
        classes()
                .should()
                .haveNameNotMatching(".*(Util|Utils|Helper|Manager|Impl)")
                .check(CODE);
    }

    @Test
    void componentsLieWhereTheStartLooksForThem() {
        String[] packages = Stream.of(ResidualApplication.class
                        .getAnnotation(SpringBootApplication.class)
                        .scanBasePackages())
                .map(name -> name + "..")
                .toArray(String[]::new);
        classes()
                .that()
                .areMetaAnnotatedWith(Component.class)
                .and()
                .doNotBelongToAnyOf(ResidualApplication.class)
                .should()
                .resideInAnyPackage(packages)
                .check(CODE);
    }
}
