package org.residual.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Tests of this class run an optional program, and are skipped without it, each by name. The build server runs them a
 * second time as on such a machine: {@code mvn verify -Dgroups=needs-programs}.
 */
@Target({ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("needs-programs")
public @interface NeedsPrograms {}
