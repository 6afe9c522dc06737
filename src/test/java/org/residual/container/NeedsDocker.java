package org.residual.container;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.residual.support.NeedsPrograms;

/**
 * The tests of a class run containers. Where no Docker engine answers each of them is skipped, by name; on a build
 * server, which says so with the environment variable {@code CI}, each fails.
 *
 * <p>A test may take the {@link ServiceImage}, which is built once for all, and a {@link ServiceContainer} that all
 * share, which runs with as few rights as possible.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DockerEngine.class)
@NeedsPrograms
@interface NeedsDocker {}
