package org.residual.support;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.residual.store.file.VersionFolder;
import org.residual.store.loading.VersionLoader;
import org.residual.store.version.ReadyVersion;

/**
 * The two models that are included, loaded once for a class of tests: its {@code @BeforeAll} method takes them as a
 * parameter, and they are closed after its last test.
 */
public record DigitVersions(ReadyVersion resnet, ReadyVersion convbnnet) implements AutoCloseable {
    private static DigitVersions load() {
        VersionLoader loader = new VersionLoader(1);
        return new DigitVersions(
                loader.load(VersionFolder.at(Path.of("model-store/digits-resnet/1"))),
                loader.load(VersionFolder.at(Path.of("model-store/digits-convbnnet/1"))));
    }

    @Override
    public void close() {
        resnet.close();
        convbnnet.close();
    }

    /** Gives them to a class of tests. */
    public static final class Resolver implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == DigitVersions.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getStore(Namespace.create(Resolver.class))
                    .computeIfAbsent(DigitVersions.class, type -> load(), DigitVersions.class);
        }
    }
}
