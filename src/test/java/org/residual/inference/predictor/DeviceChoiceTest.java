package org.residual.inference.predictor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.residual.inference.predictor.DeviceChoice.IfMissing;
import org.residual.nn.device.ComputeDevice;
import org.residual.nn.device.FakeGpus;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class DeviceChoiceTest {
    @ParameterizedTest(name = "{0} of {1} GPUs")
    @CsvSource(delimiter = '|', textBlock = """
                    auto      | 0 | cpu
                    auto      | 2 | gpu:0 gpu:1
                    cpu       | 0 | cpu
                    cpu       | 2 | cpu
                    gpu       | 1 | gpu:0
                    gpu       | 3 | gpu:0 gpu:1 gpu:2
                    gpu:1     | 2 | gpu:1
                    gpu:2,0   | 3 | gpu:0 gpu:2
                    gpu:0,0   | 2 | gpu:0
                    gpu:00    | 1 | gpu:0
                    GPU       | 1 | gpu:0
                    """)
    void findsItsDevices(String choice, int gpus, String devices, CapturedOutput output) {
        assertThat(DeviceChoice.of(choice).among(FakeGpus.of(gpus), IfMissing.FAIL))
                .extracting(ComputeDevice::name)
                .containsExactly(devices.split(" "));
        assertThat(output).isEmpty();
    }

    @ParameterizedTest(name = "{0} of {1} GPUs")
    @CsvSource(delimiter = '|', textBlock = """
                    gpu       | 0 | cpu          | is gpu, but PyTorch sees no GPU
                    gpu:0     | 0 | cpu          | is gpu:0, but PyTorch sees no GPU
                    gpu:7     | 2 | cpu          | is gpu:7, but PyTorch sees no GPUs but [gpu:0, gpu:1]
                    gpu:0,7   | 2 | gpu:0        | is gpu:0,7, but PyTorch sees no GPUs but [gpu:0, gpu:1]
                    """)
    void makesDoWithoutAGpuOrFailsAsItIsTold(
            String choice, int gpus, String devices, String reason, CapturedOutput output) {
        assertThat(DeviceChoice.of(choice).among(FakeGpus.of(gpus), IfMissing.FALL_BACK))
                .extracting(ComputeDevice::name)
                .containsExactly(devices.split(" "));
        assertThat(output)
                .contains("WARN", "residual.predictors.device " + reason + "; the predictors work on [" + devices);

        assertThatThrownBy(() -> DeviceChoice.of(choice).among(FakeGpus.of(gpus), IfMissing.FAIL))
                .isInstanceOf(MissingGpuException.class)
                .hasMessage("residual.predictors.device " + reason + ".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tpu", "gpu:", "gpu:a", "gpu:-1", "gpu:0,", "gpu0", "cpu:0", "gpu:0;1", "gpu:1234"})
    void isRefusedIfItSaysNothing(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeviceChoice.of(text))
                .withMessage(
                        "'%s' is not a valid choice of devices: it must be auto, cpu, gpu, or "
                                + "such as gpu:0 or gpu:0,1.",
                        text);
    }
}
