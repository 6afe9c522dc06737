package org.residual.nn.device;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/** A test of real GPUs, skipped if PyTorch sees none. CONTRIBUTING.md says how to run it. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("gpu")
@EnabledIf(value = "org.residual.nn.device.SeenGpus#any", disabledReason = "PyTorch sees no GPU")
public @interface OnGpus {}
