package org.residual.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;

/**
 * These tests expect ONNX Runtime's name, or compare the answers of batches of different sizes to the last digit:
 * PyTorch's rounding depends on the size of the batch.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@DisabledIfEnvironmentVariable(
        named = "RESIDUAL_PREDICTORS_ENGINE",
        matches = "(?i)pytorch",
        disabledReason = "Needs the name or the rounding of ONNX Runtime.")
public @interface NeedsOnnxRuntime {}
