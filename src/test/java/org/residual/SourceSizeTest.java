package org.residual;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Classes and methods are short enough to keep in mind. */
class SourceSizeTest {
    private static final int LONGEST_CLASS = 250;
    private static final int LONGEST_METHOD = 40;
    /** Many short tests of one thing are easier to find in one class than in several. */
    private static final int LONGEST_TEST_CLASS = 600;

    private static final List<Path> PRODUCTION =
            List.of(Path.of("src/main/java"), Path.of("benchmarks/src"), Path.of("spark/src/main/java"));
    private static final List<Path> TESTS = List.of(Path.of("src/test/java"), Path.of("spark/src/test/java"));

    /**
     * A class or method, with its lines from the first of its declaration to its closing brace, without preceding
     * comments.
     */
    private record Declaration(String name, Tree.Kind kind, long lines) {
        boolean isMethod() {
            return kind == Tree.Kind.METHOD;
        }
    }

    @Test
    void noClassIsTooLong() throws IOException {
        assertThat(declarations(PRODUCTION).stream().filter(type -> !type.isMethod()))
                .hasSizeGreaterThan(600)
                .filteredOn(type -> type.lines > LONGEST_CLASS)
                .isEmpty();
    }

    @Test
    void noMethodIsTooLong() throws IOException {
        assertThat(declarations(PRODUCTION).stream().filter(Declaration::isMethod))
                .hasSizeGreaterThan(3000)
                .filteredOn(method -> method.lines > LONGEST_METHOD)
                .isEmpty();
    }

    @Test
    void noTestClassIsTooLong() throws IOException {
        assertThat(declarations(TESTS).stream().filter(type -> !type.isMethod()))
                .hasSizeGreaterThan(300)
                .filteredOn(type -> type.lines > LONGEST_TEST_CLASS)
                .isEmpty();
    }

    private static List<Declaration> declarations(List<Path> folders) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Declaration> found = new ArrayList<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask)
                    compiler.getTask(null, manager, null, null, null, manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new Declarations(unit, positions, found).scan(unit, "");
            }
        }
        return found;
    }

    /** Collects the declarations of a file. */
    private static final class Declarations extends TreeScanner<Void, String> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Declaration> found;

        Declarations(CompilationUnitTree unit, SourcePositions positions, List<Declaration> found) {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, String outer) {
            String name = outer + "." + type.getSimpleName();
            add(name, type);
            return super.visitClass(type, name);
        }

        @Override
        public Void visitMethod(MethodTree method, String type) {
            String name = type + "." + method.getName();
            add(name, method);
            return super.visitMethod(method, name);
        }

        private void add(String name, Tree tree) {
            found.add(new Declaration(
                    name, tree.getKind(), line(positions.getEndPosition(unit, tree)) - line(start(tree)) + 1));
        }

        private long start(Tree tree) {
            return positions.getStartPosition(unit, tree);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }
    }
}
