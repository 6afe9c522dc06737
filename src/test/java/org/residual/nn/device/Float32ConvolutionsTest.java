package org.residual.nn.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Float32ConvolutionsTest {
    @Test
    void areWhatTheEngineIsToldToComputeWhenItStarts() {
        TorchEngine.start(1);
        assertThat(Float32Convolutions.ofTheEngine().required()).isTrue();
    }
}
