package org.residual.onnx.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.residual.onnx.shape.ShapeInference;

class OperatorsTest {
    @Test
    void theShapeOfWhatEachMakesIsKnown() {
        assertThat(Operators.all()).contains("If");
        assertThat(Operators.all())
                .filteredOn(operator -> !operator.equals("If"))
                .allMatch(ShapeInference.operators()::contains);
    }
}
