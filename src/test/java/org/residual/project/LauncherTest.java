package org.residual.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/residual}, with a fake Java that prints how it was started. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {
    private static final Path LAUNCHER = Path.of("bin/residual").toAbsolutePath();
    private static final List<String> TOOLS =
            List.of("dirname", "env", "grep", "head", "readlink", "sed", "tr", "uname", "xargs", "printf");

    @TempDir
    private Path directory;

    private Path tools;
    private Path jar;

    @BeforeEach
    void installAJavaThatTellsWhatItWasStartedWith() throws IOException {
        tools = Files.createDirectory(directory.resolve("tools"));
        for (String tool : TOOLS) {
            // Not a link: JUnit warns about links that leave its folder.
            writeScript(tools.resolve(tool), "#!/bin/sh\nexec " + where(tool) + " \"$@\"\n");
        }
        jar = Files.createFile(directory.resolve("residual.jar"));
        installJava(tools, "17.0.1");
    }

    private static Path where(String tool) {
        return Stream.of("/usr/bin", "/bin")
                .map(folder -> Path.of(folder, tool))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
    }

    private static void installJava(Path folder, String version) throws IOException {
        writeScript(folder.resolve("java"), """
                #!/bin/sh
                if [ "$1" = -version ]; then
                    echo 'Picked up JDK_JAVA_OPTIONS: -Xmx1g' >&2
                    echo 'openjdk version "%s" 2021-10-19' >&2
                    exit
                fi
                echo "process $$"
                env | grep -E '^(LD_PRELOAD|MALLOC_[A-Z_]*|LANG|LC_[A-Z]*)='
                for argument; do
                    echo "<$argument>"
                done
                exit 3
                """.formatted(version));
    }

    private static void writeScript(Path script, String content) throws IOException {
        Files.writeString(script, content);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** The result of a run of the launcher. */
    private record Run(long process, int exitCode, String output) {
        Map<String, String> environment() {
            return environment("(?:LD_|MALLOC_)[A-Z_]+=.*");
        }

        Map<String, String> locale() {
            return environment("(?:LANG|LC_[A-Z]+)=.*");
        }

        private Map<String, String> environment(String variables) {
            Map<String, String> environment = new LinkedHashMap<>();
            output.lines().filter(line -> line.matches(variables)).forEach(line -> {
                int equals = line.indexOf('=');
                environment.put(line.substring(0, equals), line.substring(equals + 1));
            });
            return environment;
        }

        List<String> arguments() {
            return output.lines()
                    .filter(line -> line.startsWith("<"))
                    .map(line -> line.substring(1, line.length() - 1))
                    .toList();
        }
    }

    private Run run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        Map<String, String> withJar = new LinkedHashMap<>(environment);
        withJar.putIfAbsent("RESIDUAL_JAR", jar.toString());
        return run(LAUNCHER, withJar, arguments);
    }

    private Run run(Path launcher, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(launcher.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().put("PATH", tools.toString());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Run(process.pid(), process.waitFor(), output);
    }

    @Test
    void passesAllArgumentsOn() throws Exception {
        Run run = run(Map.of(), "import", "--data", "my photos", "--labels=a\"b", "", "$HOME");
        assertThat(run.arguments())
                .containsExactly("-jar", jar.toString(), "import", "--data", "my photos", "--labels=a\"b", "", "$HOME");
    }

    @Test
    void putsJavasOptionsBeforeTheJarAndLeavesQuotedBlanksInThem() throws Exception {
        Run run = run(Map.of("JAVA_OPTS", "-Xmx1g  -Da='two  words' -Db=\"it's; `id` $HOME *\""), "--server.port=80");
        assertThat(run.arguments())
                .endsWith(
                        "-Xmx1g",
                        "-Da=two  words",
                        "-Db=it's; `id` $HOME *",
                        "-jar",
                        jar.toString(),
                        "--server.port=80");
    }

    @Test
    void keepsTheHeapOfAServiceSmall() throws Exception {
        assertThat(run(Map.of("JAVA_OPTS", "-Xmx1g"), "--server.port=80").arguments())
                .containsExactly(
                        "-XX:InitialRAMPercentage=0.4",
                        "-XX:GCTimeRatio=4",
                        "-Xmx1g",
                        "-jar",
                        jar.toString(),
                        "--server.port=80");
    }

    @Test
    void keepsTheHeapOfAClassificationSmall() throws Exception {
        assertThat(run(Map.of(), "classify", "photos").arguments())
                .containsExactly(
                        "-XX:InitialRAMPercentage=0.4",
                        "-XX:GCTimeRatio=4",
                        "-jar",
                        jar.toString(),
                        "classify",
                        "photos");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"})
    void leavesAHeapAloneWhoseGrowthWasChosen(String variable) throws Exception {
        Run run = run(Map.of(variable, "-Xms2g"));
        assertThat(run.arguments()).doesNotContain("-XX:InitialRAMPercentage=0.4", "-XX:GCTimeRatio=4");
    }

    @Test
    void sparesATrainingTheSecondCompilerUnlessItIsAskedFor() throws Exception {
        Run run = run(Map.of("JAVA_OPTS", "-XX:TieredStopAtLevel=4"), "train", "--epochs=3");
        assertThat(run.arguments())
                .containsExactly(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:TieredStopAtLevel=4",
                        "-jar",
                        jar.toString(),
                        "train",
                        "--epochs=3");
    }

    /**
     * The launcher in an installation of its own, with a fake Java that can unpack a jar and archive its classes, and
     * without the launcher's heap options.
     */
    private Run runInstalled(Path installation, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path launcher = installation.resolve("bin/residual");
        if (!Files.exists(launcher)) {
            Files.createDirectories(launcher.getParent());
            Files.copy(LAUNCHER, launcher, StandardCopyOption.COPY_ATTRIBUTES);
            Files.createDirectories(installation.resolve("lib"));
            Files.createFile(installation.resolve("lib/residual.jar"));
        }
        for (String tool : List.of("basename", "cat", "mkdir", "mv", "rm", "stat")) {
            writeScript(tools.resolve(tool), "#!/bin/sh\nexec " + where(tool) + " \"$@\"\n");
        }
        Map<String, String> withHeap = new LinkedHashMap<>(environment);
        withHeap.put("JAVA_TOOL_OPTIONS", "-Xms64m");
        return run(launcher, withHeap, arguments);
    }

    private void installJavaThatMakesArchives(String version) throws IOException {
        writeScript(tools.resolve("java"), """
                #!/bin/sh
                case $1 in
                    -version) echo 'openjdk version "%s"' >&2; exit ;;
                    -Djarmode=tools) mkdir -p "$6/lib"; echo "of $3" > "$6/residual.jar"; exit ;;
                    -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*) shift; echo "$*" > "${0%%/*}/start"
                        env | grep ^FAILS= && exit 1; echo classes > "%s/lib/residual.start/unfinished"; exit ;;
                esac
                for argument; do
                    echo "<$argument>"
                done
                """.formatted(version, directory));
    }

    @Test
    void laysTheJarOutAndArchivesItsClassesAtTheFirstStartAlone() throws Exception {
        installJavaThatMakesArchives("17.0.1");
        Run first = runInstalled(directory, Map.of(), "--server.port=80");
        Path cache = directory.resolve("lib/residual.start");
        assertThat(first.output())
                .startsWith("residual: creating ")
                .contains("residual.start once, for faster starts;");
        assertThat(Files.readString(tools.resolve("start")))
                .endsWith("/lib/residual.start/app/residual.jar --server.port=80\n");
        assertThat(first.arguments()).hasSize(5).element(3).asString().endsWith("/residual.start/app/residual.jar");
        Files.delete(tools.resolve("start"));

        Run second = runInstalled(directory, Map.of(), "--server.port=80");
        assertThat(second.output()).doesNotContain("making");
        assertThat(second.arguments()).isEqualTo(first.arguments());
        assertThat(second.arguments())
                .first()
                .asString()
                .startsWith("-XX:SharedArchiveFile=")
                .endsWith("/lib/residual.start/classes");
        assertThat(cache.resolve("classes")).exists();
        assertThat(tools.resolve("start")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--version", "train"})
    void makesNoArchiveForWhatIsNoStart(String question) throws Exception {
        installJavaThatMakesArchives("17.0.1");
        assertThat(runInstalled(directory, Map.of(), question).output()).doesNotContain("making");
        assertThat(directory.resolve("lib/residual.start")).doesNotExist();
    }

    @Test
    void makesItAnewForAnotherJar() throws Exception {
        installJavaThatMakesArchives("17.0.1");
        runInstalled(directory, Map.of());
        Files.writeString(directory.resolve("lib/residual.jar"), "another");
        assertThat(runInstalled(directory, Map.of()).output()).startsWith("residual: creating ");
        assertThat(runInstalled(directory, Map.of()).output()).doesNotContain("making");
    }

    @Test
    void leavesAnArchiveToNewerJavasWayOfMakingOne() throws Exception {
        installJavaThatMakesArchives("25");
        assertThat(runInstalled(directory, Map.of()).arguments())
                .first()
                .asString()
                .startsWith("-XX:AOTCache=");
    }

    @Test
    void startsWithoutAnArchiveWhereTheStartThatMakesItFails() throws Exception {
        installJavaThatMakesArchives("17.0.1");
        assertThat(runInstalled(directory, Map.of("FAILS", "yes")).arguments())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("/residual.start/app/residual.jar");
    }

    @Test
    void startsFromTheJarItselfIfToldOrWhereNothingCanBeMade() throws Exception {
        installJavaThatMakesArchives("17.0.1");
        for (Map<String, String> environment : List.of(
                Map.of("RESIDUAL_START_CACHE", "off"),
                Map.of("RESIDUAL_START_CACHE", "/proc/nowhere"),
                Map.of("JDK_JAVA_OPTIONS", "-Xshare:off"))) {
            Run run = runInstalled(directory, environment);
            assertThat(run.output()).as(environment.toString()).doesNotContain("making");
            assertThat(run.arguments()).last().asString().endsWith("/lib/residual.jar");
        }
    }

    @Test
    void makesNothingForAnotherCommand() throws Exception {
        installJavaThatMakesArchives("17.0.1");
        assertThat(runInstalled(directory, Map.of(), "key").output()).doesNotContain("making");
    }

    @Test
    void becomesJavaSoThatSignalsReachItAndItsExitCodeIsSeen() throws Exception {
        Run run = run(Map.of());
        assertThat(run.output()).contains("process " + run.process() + "\n");
        assertThat(run.exitCode()).isEqualTo(3);
    }

    @Test
    void preloadsJemallocWhereItIsInstalledAndTunesGlibcElsewhere() throws Exception {
        Map<String, String> environment = run(Map.of()).environment();
        if (installedJemalloc()) {
            assertThat(environment).containsOnlyKeys("LD_PRELOAD", "MALLOC_CONF");
            assertThat(environment.get("LD_PRELOAD")).endsWith("/libjemalloc.so.2");
            assertThat(environment.get("MALLOC_CONF")).contains("dirty_decay_ms:-1");
        } else {
            assertThat(environment).containsEntry("MALLOC_MMAP_MAX_", "0").doesNotContainKey("LD_PRELOAD");
        }
    }

    private static boolean installedJemalloc() {
        String machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        return Stream.of("lib/" + machine + "-linux-gnu", "lib64", "lib", "local/lib64", "local/lib")
                .anyMatch(folder -> Files.exists(Path.of("/usr", folder, "libjemalloc.so.2")));
    }

    @Test
    void tunesGlibcIfTold() throws Exception {
        Run run = run(Map.of("RESIDUAL_ALLOCATOR", "glibc", "MALLOC_ARENA_MAX", "4"));
        assertThat(run.environment())
                .containsEntry("MALLOC_MMAP_MAX_", "0")
                .containsEntry("MALLOC_ARENA_MAX", "4")
                .doesNotContainKeys("LD_PRELOAD", "MALLOC_CONF");
    }

    @Test
    void leavesTheSystemsAllocatorAloneIfTold() throws Exception {
        assertThat(run(Map.of("RESIDUAL_ALLOCATOR", "system")).environment()).isEmpty();
    }

    @Test
    void leavesAnAllocatorAloneThatIsPreloadedAlready() throws Exception {
        // The linker ignores a missing library.
        Map<String, String> chosen = Map.of("LD_PRELOAD", "/nowhere/libtcmalloc.so.4");
        assertThat(run(chosen).environment()).isEqualTo(chosen);
    }

    @Test
    void keepsOtherPreloadedLibrariesAndTheSettingsOfJemalloc() throws Exception {
        Map<String, String> environment = run(Map.of("LD_PRELOAD", "/nowhere/libother.so", "MALLOC_CONF", "narenas:3"))
                .environment();
        assertThat(environment.get("LD_PRELOAD")).endsWith("/nowhere/libother.so");
        assertThat(environment).containsEntry("MALLOC_CONF", "narenas:3");
    }

    @Test
    void prefersTheJavaOfJavaHome() throws Exception {
        Files.delete(tools.resolve("java"));
        Path home = Files.createDirectories(directory.resolve("my jdk/bin"));
        installJava(home, "25");
        assertThat(run(Map.of("JAVA_HOME", home.getParent().toString())).exitCode())
                .isEqualTo(3);
    }

    @Test
    void believesTheFileThatTellsTheVersionOfJavaHome() throws Exception {
        Path home = Files.createDirectories(directory.resolve("jdk/bin"));
        installJava(home, "25");
        Files.writeString(home.resolveSibling("release"), "JAVA_RUNTIME_VERSION=\"16+36\"\nJAVA_VERSION=\"16.0.2\"\n");
        assertThat(run(Map.of("JAVA_HOME", home.getParent().toString())).output())
                .endsWith("is older than Java 17, the oldest that will do.\n");
    }

    @Test
    void saysWhenThereIsNoJava() throws Exception {
        Files.delete(tools.resolve("java"));
        assertThat(run(Map.of()).output())
                .isEqualTo("residual: There is no Java."
                        + " Install a Java runtime, version 17 or later, or set JAVA_HOME.\n");
    }

    @Test
    void saysWhenJavaHomeHoldsNoJava() throws Exception {
        Run run = run(Map.of("JAVA_HOME", "/nowhere"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).isEqualTo("residual: JAVA_HOME is /nowhere, but there is no bin/java in it.\n");
    }

    @Test
    void saysWhenJavaIsTooOld() throws Exception {
        for (String old : List.of("11.0.20", "1.8.0_402")) {
            installJava(tools, old);
            Run run = run(Map.of());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.output())
                    .isEqualTo("residual: " + tools.resolve("java") + " is older than Java 17,"
                            + " the oldest that will do.\n");
        }
    }

    @Test
    void namesFilesInUtf8UnlessToldAnotherEncoding() throws Exception {
        for (Map<String, String> none :
                List.of(Map.<String, String>of(), Map.of("LANG", "C"), Map.of("LC_ALL", "POSIX"))) {
            assertThat(run(none).locale()).as(none.toString()).containsEntry("LC_ALL", "C.UTF-8");
        }
        assertThat(run(Map.of("LANG", "tr_TR.UTF-8")).locale()).containsOnly(Map.entry("LANG", "tr_TR.UTF-8"));
    }

    @Test
    void saysWhenThereIsNoSuchAllocator() throws Exception {
        Run run = run(Map.of("RESIDUAL_ALLOCATOR", "jemaloc"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output())
                .isEqualTo("residual: RESIDUAL_ALLOCATOR is 'jemaloc'; it must be jemalloc, glibc or system.\n");
    }

    @Test
    void saysWhenThereIsNoJar() throws Exception {
        Run run = run(Map.of("RESIDUAL_JAR", "/nowhere/residual.jar"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output()).contains("RESIDUAL_JAR is /nowhere/residual.jar, but there is no such file");
    }
}
