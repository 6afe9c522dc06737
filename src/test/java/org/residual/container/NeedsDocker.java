package org.residual.container;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.residual.support.NeedsPrograms;

/**
 * The tests of a class run containers. Without a Docker engine they are skipped, each by name; on a build server, which
 * sets the environment variable {@code CI}, they fail.
 *
 * <p>A test may use the {@link ServiceImage}, which is built once for all, and a shared {@link ServiceContainer}, which
 * runs with minimal privileges.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DockerEngine.class)
@NeedsPrograms
@interface NeedsDocker {}
